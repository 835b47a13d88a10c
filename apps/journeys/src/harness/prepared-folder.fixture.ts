import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { preparedFolderName } from './prepared-run.fixture.js';
import { runPlatform } from './platform-program.fixture.js';

const patienceMs = 120_000;

/**
 * Fills an empty data folder as a first start leaves it: a first start lays out a database and takes every migration, which is the same for
 * every journey of a run and most of what a start costs. The first to ask prepares it; starting.spec.ts starts from nothing.
 */
export async function fillFromPrepared(folder: string): Promise<void> {
  const run = process.env[preparedFolderName];
  if (run === undefined || readdirSync(folder).length > 0) return;
  const prepared = join(run, 'data');
  if (taken(join(run, 'lock'))) await prepare(run, prepared);
  for (const start = Date.now(); !existsSync(prepared); await pause(50))
    if (Date.now() - start > patienceMs) throw new Error('nobody has prepared the data folder');
  // With the owners that it has: as root, the database is another user's.
  execFileSync('cp', ['-a', `${prepared}/.`, folder]);
}

async function prepare(run: string, prepared: string): Promise<void> {
  const making = join(run, 'making');
  const { child, said, ended } = runPlatform(['--data-dir', making, '--port', '0']);
  while (!said.stdout.includes('"urls"') && child.exitCode === null) await pause(50);
  child.kill('SIGTERM');
  if ((await ended) !== 0) throw new Error(`the data folder could not be prepared: ${said.stderr}`);
  // What is of that one start: the port of its bank, which the next would take again, and its addresses.
  for (const own of ['sandbox-bank', 'platform.json'])
    rmSync(join(making, own), { recursive: true, force: true });
  renameSync(making, prepared);
}

/** A folder is made by one process only. */
function taken(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
