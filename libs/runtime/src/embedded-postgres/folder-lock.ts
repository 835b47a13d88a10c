/**
 * One platform at a time on a data folder. The lock is a file that names its owner by process number and start
 * time. It is entered by linking a finished file to the name (which fails if the name is taken), left by removing
 * the name, and taken over when its owner no longer runs: a `kill -9` leaves it behind.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ownIdentity, stillRuns, type ProcessIdentity } from './process-identity.js';
import { StartError } from './start-error.js';

const attemptsMax = 20;

/** Returns what gives the folder up again. Fails with a StartError that names the process which has it. */
export function lockFolder(folder: string): () => void {
  const name = path.join(folder, 'owner.json');
  const draft = `${name}.${process.pid}`;
  const mine = JSON.stringify(ownIdentity());
  writeFileSync(draft, mine, { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      if (linked(draft, name)) return () => release(name, mine);
      const found = contentOf(name);
      if (found === undefined) continue;
      const owner = parseOwner(found);
      if (owner && stillRuns(owner))
        throw new StartError(
          `data folder in use by process ${owner.pid} (${folder})`,
          'stop that process, or choose another folder with --data-dir',
        );
      removeStale(name, found);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new StartError(
    `the lock of the data folder keeps changing hands (${folder})`,
    'start one platform at a time',
  );
}

function linked(draft: string, name: string): boolean {
  try {
    linkSync(draft, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function contentOf(name: string): string | undefined {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return undefined;
  }
}

function parseOwner(text: string): ProcessIdentity | undefined {
  try {
    const owner = JSON.parse(text) as ProcessIdentity;
    return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Two starting platforms may both see the stale lock. Each renames what it finds; the slower one might rename the
 * faster one's fresh lock, sees that by its content, and gives it back.
 */
function removeStale(name: string, stale: string): void {
  const aside = `${name}.stale.${process.pid}`;
  try {
    renameSync(name, aside);
  } catch {
    return;
  }
  if (contentOf(aside) !== stale) linked(aside, name);
  rmSync(aside, { force: true });
}

function release(name: string, mine: string): void {
  if (contentOf(name) === mine) rmSync(name, { force: true });
}
