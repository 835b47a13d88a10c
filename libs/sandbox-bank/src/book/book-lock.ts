import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@fanxing/kernel';
import { notWritable } from './book-file.js';

/**
 * One process a book. The lock is a file beside it that names its holder, and is free (no file), held by a living
 * process, or stale (its holder died without letting go, as after `kill -9`). Free becomes held by linking a file that
 * is whole already; stale becomes held by renaming one over it, which only the holder of the lock's own lock may do:
 * else a slow newcomer could rename over the living lock of a faster one.
 */
export interface BookLock {
  release(): Promise<void>;
}

/** Takes the lock of a book. Fails with INPUT_INVALID when a living process holds it or the folder can't be written. */
export async function takeBookLock(dataFile: string): Promise<BookLock> {
  const path = `${dataFile}.lock`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (await take(path)) return { release: () => rm(path, { force: true }) };
  } catch (error) {
    throw notWritable(dataFile, error);
  }
  throw held(dataFile, await readContent(path));
}

async function take(path: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) ?? null }));
  try {
    return (await takeFree(path, draft)) || (await takeStale(path, draft));
  } finally {
    await rm(draft, { force: true });
  }
}

async function takeFree(path: string, draft: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function takeStale(path: string, draft: string): Promise<boolean> {
  if (isAlive(await readContent(path))) return false;
  const takeover = `${path}.takeover`;
  if (!(await take(takeover))) return false;
  try {
    const content = await readContent(path);
    // Let go in the meantime: whoever links first has it. A stale lock, though, stays until it is renamed over here.
    if (content === undefined) return await takeFree(path, draft);
    if (isAlive(content)) return false;
    await rename(draft, path);
    return true;
  } finally {
    await rm(takeover, { force: true });
  }
}

/** Undefined when there is no lock. */
async function readContent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(content: string | undefined): boolean {
  const holder = readHolder(content);
  if (!holder) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const startedAt = processStart(holder.pid);
  // Numbers of processes are used again: one that started at another time is somebody else.
  return startedAt === undefined || holder.startedAt === null || startedAt === holder.startedAt;
}

function readHolder(content = ''): { pid: number; startedAt: string | null } | undefined {
  try {
    const { pid, startedAt } = JSON.parse(content) as { pid?: unknown; startedAt?: unknown };
    if (!Number.isSafeInteger(pid) || (pid as number) <= 0) return undefined;
    return { pid: pid as number, startedAt: typeof startedAt === 'string' ? startedAt : null };
  } catch {
    return undefined;
  }
}

/** When a process started, in the kernel's ticks; `dead` for one that only waits to be buried; undefined off Linux. */
function processStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : fields[19];
  } catch {
    return undefined;
  }
}

function held(dataFile: string, content: string | undefined): Fault {
  const holder = readHolder(content);
  const who = holder ? `process ${holder.pid}` : 'another process';
  const problem = `the book ${dataFile} is held by ${who}: stop that bank, or name another file`;
  return new Fault('INPUT_INVALID', { problem }, 'dataFile');
}
