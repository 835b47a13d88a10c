import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds of processor time, in user and system mode. Linux: a tick of `/proc` is 10 ms. */
export interface ProcessorTime {
  readonly node: number;
  readonly postgres: number;
}

const millisecondsATick = 10;

/**
 * What the platform's process and its PostgreSQL have used so far. Unlike rates it says the same on a machine that does
 * other things beside. Undefined where there is no `/proc`.
 */
export function processorTime(platformPid: number, dataDirectory: string): ProcessorTime | undefined {
  const processes = readProcesses();
  if (processes.size === 0) return undefined;
  const postmaster = Number(readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const own = (pid: number): number => processes.get(pid)?.ticks ?? 0;
  const children = [...processes].filter(([, { parent }]) => parent === postmaster);
  const ended = processes.get(postmaster)?.ticksOfEnded ?? 0;
  const ticks = children.reduce((sum, [pid]) => sum + own(pid), own(postmaster) + ended);
  return { node: own(platformPid) * millisecondsATick, postgres: ticks * millisecondsATick };
}

interface RunningProcess {
  readonly parent: number;
  readonly ticks: number;
  readonly ticksOfEnded: number;
}

function readProcesses(): Map<number, RunningProcess> {
  const processes = new Map<number, RunningProcess>();
  for (const name of readFolder('/proc')) {
    const text = /^\d+$/.test(name) ? readStat(name) : undefined;
    if (text === undefined) continue;
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const field = (index: number): number => fields[index] ?? 0;
    processes.set(Number(name), {
      parent: field(1),
      ticks: field(11) + field(12),
      ticksOfEnded: field(13) + field(14),
    });
  }
  return processes;
}

function readFolder(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** Undefined for a process that ended meanwhile. */
function readStat(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
