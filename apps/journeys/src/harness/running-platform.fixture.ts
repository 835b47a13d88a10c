import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.fixture.js';
import { fillFromPrepared } from './prepared-folder.fixture.js';
import { runPlatform, type PlatformProcess } from './platform-program.fixture.js';
import { hasProc, killProcessesOn, killQuietly, processesOn } from './processes-on.fixture.js';
import { reapAfter } from './reaper.fixture.js';

/** What the platform says of itself when it is ready. */
export interface PlatformReady {
  readonly pid: number;
  readonly mode: string;
  readonly urls: {
    readonly gateway: string;
    readonly graphql: string;
    readonly issuer: string;
    readonly sandboxBank: string;
  };
  readonly databaseUrl: string;
  readonly users: readonly { readonly username: string; readonly password: string }[];
}

export const startPatienceMs = 90_000;

/** A platform in a data folder of its own, which can be killed and started again as often as a test likes. */
export class RunningPlatform {
  private process: PlatformProcess | undefined;
  private last: PlatformReady | undefined;

  private endWatch: (() => void) | undefined;

  constructor(readonly folder: string) {}

  /** What it said when it was last ready. */
  get ready(): PlatformReady {
    if (!this.last) throw new Error('the platform was never ready');
    return this.last;
  }

  /** The slug of a tenant that a journey calls by this name. */
  slugOf(name: string): string {
    return name;
  }

  /** The tenants that are this journey's, if others' are here too. */
  get ownSlugs(): readonly string[] | undefined {
    return undefined;
  }

  /** Takes over what runs already. */
  protected adopt(ready: PlatformReady): void {
    this.last = ready;
  }

  get isRunning(): boolean {
    const child = this.process?.child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** Everything that this start has printed. */
  get said(): { readonly stdout: string; readonly stderr: string } {
    return this.process?.said ?? { stdout: '', stderr: '' };
  }

  /** Starts it; again at the port that it had, as somebody who uses it daily would. */
  async start(settings: Record<string, string> = {}): Promise<PlatformReady> {
    if (!this.last && Object.keys(settings).length === 0) await fillFromPrepared(this.folder);
    this.endWatch ??= reapAfter(this.folder, hasProc);
    const port = this.last ? new URL(this.last.urls.gateway).port : '0';
    const started = runPlatform(['--data-dir', this.folder, '--port', port], settings);
    this.process = started;
    let hasEnded = false;
    void started.ended.then(() => (hasEnded = true));
    this.last = await eventually(startPatienceMs, () => {
      if (hasEnded) throw new Error(`the platform did not start: ${started.said.stderr}`);
      return readyIn(started.said.stdout);
    });
    return this.last;
  }

  /** As the machine would lose it: no signal handler runs, its database and its bank are left behind. */
  async kill(): Promise<void> {
    this.process?.child.kill('SIGKILL');
    await this.process?.ended;
  }

  /** Kills the sandbox bank, which is a process of its own. */
  killBank(): void {
    const note = readFileSync(join(this.folder, 'sandbox-bank', 'bank.json'), 'utf8');
    killQuietly((JSON.parse(note) as { pid: number }).pid);
  }

  /** Ends it in order. Answers its exit status and what it left running, which should be 0 and nothing. */
  async stop(): Promise<{ status: number | string; left: readonly string[] }> {
    this.process?.child.kill('SIGTERM');
    const status = (await this.process?.ended) ?? 'never started';
    return { status, left: processesOn(this.folder).map(({ command }) => command) };
  }

  /** Leaves nothing, whatever has happened before. */
  async destroy(): Promise<void> {
    if (this.process) {
      const hurry = setTimeout(() => this.process?.child.kill('SIGKILL'), 10_000);
      this.process.child.kill('SIGTERM');
      await this.process.ended;
      clearTimeout(hurry);
    }
    killProcessesOn(this.folder);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    this.endWatch?.();
    this.endWatch = undefined;
  }
}

const made = new Set<RunningPlatform>();

/** A platform that is not started yet, in an empty temporary folder. */
export function newPlatform(): RunningPlatform {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-journey-')));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  const platform = new RunningPlatform(folder);
  made.add(platform);
  return platform;
}

/** To be called once a test file: everything that it started is ended and its folders are removed. */
export async function destroyPlatforms(): Promise<void> {
  await Promise.all([...made].map((platform) => platform.destroy()));
  made.clear();
}

/** What the platform has said of itself, when it has. */
export function readyIn(stdout: string): PlatformReady | undefined {
  const line = stdout.split('\n').find((text) => text.startsWith('{') && text.endsWith('}'));
  return line === undefined ? undefined : (JSON.parse(line) as PlatformReady);
}
