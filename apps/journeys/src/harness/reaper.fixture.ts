import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Waits until whoever holds the other end of its standard input is gone, then ends what works on the folder and removes it. */
const program = `
  const { execFileSync } = require('node:child_process');
  const { rmSync } = require('node:fs');
  const folder = process.env.REAPED_FOLDER;
  process.on('SIGINT', () => {}).on('SIGHUP', () => {}).on('SIGTERM', () => {});
  process.stdin.resume().on('close', () => {
    const pids = (process.env.REAPED_LIST === 'proc' ? fromProc() : fromPs()).filter((pid) => pid !== process.pid);
    for (const pid of pids) try { process.kill(pid, 'SIGKILL'); } catch {}
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });
  function fromProc() {
    const { readdirSync, readFileSync } = require('node:fs');
    return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).filter((name) => {
      try { return readFileSync('/proc/' + name + '/cmdline', 'utf8').includes(folder); } catch { return false; }
    }).map(Number);
  }
  function fromPs() {
    return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' }).split('\\n').filter((line) => line.includes(folder)).map((line) => Number.parseInt(line, 10));
  }`;

/**
 * Looks after a folder from a process of its own, so that nothing is left running even when the tests themselves are killed.
 * Answers what ends its watch: it then cleans up as well, which is nothing when all was ended before.
 */
export function reapAfter(folder: string, hasProc: boolean): () => void {
  const reaper = spawn(process.execPath, ['-e', program], {
    env: { REAPED_FOLDER: folder, REAPED_LIST: hasProc ? 'proc' : 'ps', PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  reaper.unref();
  (reaper.stdin as Socket).unref();
  return () => void reaper.stdin.end();
}
