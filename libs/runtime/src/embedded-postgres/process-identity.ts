import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** A process that can be told from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in a form that only this machine understands; empty where that can't be told. */
  readonly started: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** Is this very process still running? A number that went to another process since does not count. */
export function stillRuns(identity: ProcessIdentity): boolean {
  if (!isAlive(identity.pid)) return false;
  const started = startOf(identity.pid);
  return started === undefined || identity.started === '' || started === identity.started;
}

/** A zombie counts as dead: it holds nothing any more, and in a container there may be nobody to reap it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const state = statFields(pid)?.[0];
  return state !== 'Z' && state !== 'X';
}

/** Does a process run with this folder as its working folder or among its arguments? */
export function worksOn(pid: number, folder: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/cwd`) === folder) return true;
  } catch {
    // Another user's process, or no /proc: the command line below is readable to all.
  }
  return commandLineOf(pid).includes(folder);
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return processStatus(pid, 'command');
  }
}

function startOf(pid: number): string | undefined {
  const ticks = statFields(pid)?.[19];
  if (ticks !== undefined) return `${bootId()}/${ticks}`;
  return processStatus(pid, 'lstart') || undefined;
}

/** The fields of /proc/PID/stat after the name, which is in brackets and may itself hold blanks and brackets. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** Start times count from the machine's start, so they mean something only together with which start it was. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

function processStatus(pid: number, column: string): string {
  if (process.platform === 'linux' || process.platform === 'win32') return '';
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
