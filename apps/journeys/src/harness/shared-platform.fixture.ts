import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eventually } from './eventually.fixture.js';
import { fillFromPrepared } from './prepared-folder.fixture.js';
import { preparedFolderName } from './prepared-run.fixture.js';
import { runDetached } from './platform-program.fixture.js';
import { hasProc } from './processes-on.fixture.js';
import { reapAfter } from './reaper.fixture.js';
import {
  newPlatform,
  readyIn,
  RunningPlatform,
  startPatienceMs,
  type PlatformReady,
} from './running-platform.fixture.js';
import { misbehave } from './sandbox-bank.fixture.js';

/**
 * A platform that outlives a test file: every journey that a worker of the run takes, and that only adds tenants of its own, is given the
 * same, and an auditor there who sees its tenants alone. It ends with the worker. What such a journey must not do is kill it, read its
 * whole log, or ask who works for the whole platform.
 */
class SharedPlatform extends RunningPlatform {
  private readonly around: string;
  private readonly slugs: string[] = [];

  constructor(folder: string) {
    super(folder);
    this.around = dirname(folder);
  }

  /** The same slug again is another tenant's: journeys name theirs alike. */
  override slugOf(name: string): string {
    const slug = `${name}-${randomBytes(4).toString('hex')}`;
    this.slugs.push(slug);
    return slug;
  }

  override get ownSlugs(): readonly string[] {
    return this.slugs;
  }

  override async start(): Promise<PlatformReady> {
    const note = join(this.around, 'ready.json');
    const noted = existsSync(note)
      ? (JSON.parse(readFileSync(note, 'utf8')) as PlatformReady)
      : await this.first(note);
    this.adopt(noted);
    await misbehave(this, {});
    return noted;
  }

  private async first(note: string): Promise<PlatformReady> {
    reapAfter(this.around, hasProc);
    mkdirSync(this.folder, { recursive: true });
    // As root the database runs as another user, who must be able to enter.
    for (const folder of [this.around, this.folder]) chmodSync(folder, 0o755);
    await fillFromPrepared(this.folder);
    const log = join(this.around, 'said.log');
    const child = runDetached(['--data-dir', this.folder, '--port', '0'], openSync(log, 'w'));
    const ready = await eventually(startPatienceMs, () => {
      const said = readFileSync(log, 'utf8');
      if (child.exitCode !== null) throw new Error(`the shared platform did not start: ${said}`);
      return readyIn(said);
    });
    writeFileSync(`${note}.new`, JSON.stringify(ready));
    renameSync(`${note}.new`, note);
    return ready;
  }
}

/** The platform of this worker of the run; without a run of the whole repository's Jest, one of the test file's own. */
export function sharedPlatform(): RunningPlatform {
  const run = process.env[preparedFolderName];
  if (run === undefined) return newPlatform();
  return new SharedPlatform(join(`${run}-${process.env['JEST_WORKER_ID'] ?? '1'}`, 'data'));
}
