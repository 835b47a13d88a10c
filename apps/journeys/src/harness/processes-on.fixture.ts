import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface FoundProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Every process whose command line names a folder: the platform itself, its database server and its sandbox bank all
 * do. This is how a test sees that nothing was left running, whoever started it.
 */
export function processesOn(folder: string): FoundProcess[] {
  return allProcesses().filter(({ pid, command }) => pid !== process.pid && command.includes(folder));
}

/** Ends at once whatever still works on a folder. */
export function killProcessesOn(folder: string): void {
  for (const { pid } of processesOn(folder)) killQuietly(pid);
}

export function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It was gone already, which is what was wanted.
  }
}

/** Linux tells of processes as files; others have ps. */
export const hasProc = existsSync('/proc/self/cmdline');

function allProcesses(): FoundProcess[] {
  return hasProc ? fromProc() : fromPs();
}

function fromProc(): FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        // A zombie has no command line: it has ended and only waits to be seen.
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

function fromPs(): FoundProcess[] {
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
    });
}
