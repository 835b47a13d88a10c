import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { readJson, syncFolder, writeDurably } from './durable-file.js';
import type { RealmClient, RealmOrganization, RealmUser, RevokedToken } from './realm-entries.js';

/** What is kept of the realm, by kind. */
export interface RealmEntries {
  readonly clients: readonly RealmClient[];
  readonly users: readonly RealmUser[];
  /** None in a file from before there were any. */
  readonly organizations?: readonly RealmOrganization[];
  /** Tokens that were revoked before their end; forgotten after it. */
  readonly revoked: readonly RevokedToken[];
}

/** One change: an entry as it is from now on, the end of one, or a token that is good no more. */
export type RealmChange =
  | { readonly put: 'clients'; readonly entry: RealmClient }
  | { readonly put: 'users'; readonly entry: RealmUser }
  | { readonly put: 'organizations'; readonly entry: RealmOrganization }
  | { readonly drop: 'clients' | 'users' | 'organizations'; readonly id: string }
  | { readonly revoke: RevokedToken };

/** After so many changes everything is written anew, so that a start has no more than these to go through. */
const changesMax = 5_000;

/**
 * The realm on the disk: `realm.json` holds everything as it once was, `realm-changes.ndjson` what has changed since, one a line. A
 * change costs one line and one wait for the disk, however large the realm is. A crash leaves a last line that is not whole at most:
 * nobody was told of that change.
 */
export class RealmFile {
  private constructor(
    private readonly whole: string,
    private readonly journal: FileHandle,
    private readonly journalPath: string,
    private changes: number,
  ) {}

  /** Answers what was kept, and hands the changes since on in their order. */
  static async open(folder: string, apply: (change: RealmChange) => void): Promise<RealmFile> {
    const journalPath = path.join(folder, 'realm-changes.ndjson');
    const lines = (await textOf(journalPath)).split('\n');
    // What stands behind the last line's end was never answered.
    const rest = lines.pop() ?? '';
    for (const line of lines) apply(JSON.parse(line) as RealmChange);
    if (rest !== '')
      await truncate(journalPath, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
    const journal = await open(journalPath, 'a', 0o600);
    await syncFolder(folder);
    return new RealmFile(path.join(folder, 'realm.json'), journal, journalPath, lines.length);
  }

  /** What `realm.json` holds; undefined in a new folder. */
  static async read(folder: string): Promise<RealmEntries | undefined> {
    return (await readJson(path.join(folder, 'realm.json'))) as RealmEntries | undefined;
  }

  /** Keeps a change: once this has answered it survives everything but the disk. `everything` is the realm as it was before. */
  async add(change: RealmChange, everything: () => RealmEntries): Promise<void> {
    if (this.changes >= changesMax) await this.writeWhole(everything());
    await this.journal.appendFile(`${JSON.stringify(change)}\n`);
    await this.journal.datasync();
    this.changes += 1;
  }

  /** Writes everything anew; the changes that were written meanwhile mean the same when they are made once more. */
  async writeWhole(everything: RealmEntries): Promise<void> {
    await writeDurably(this.whole, JSON.stringify({ version: 1, ...everything }, undefined, 1));
    await truncate(this.journalPath, 0);
    this.changes = 0;
  }

  async close(): Promise<void> {
    await this.journal.close();
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw new Error(`can not read ${file}: bring it back from a backup`, { cause: error });
  }
}
