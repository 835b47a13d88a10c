import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { DemoError } from './demo-error.js';
import type { DemoOptions } from './options.js';

/** What the platform says of itself when it is ready. */
export interface PlatformReady {
  readonly pid: number;
  readonly mode: 'one-process' | 'processes';
  readonly urls: {
    readonly gateway: string;
    readonly graphql: string;
    readonly issuer: string;
    readonly sandboxBank: string;
  };
  readonly databaseUrl: string;
  readonly users: readonly { readonly username: string; readonly password: string }[];
}

export interface PlatformProcess {
  readonly ready: PlatformReady;
  /** Resolves when it has ended, however that came. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '../../platform/dist/main.js');

/** Starts the platform on free ports as a process of its own; its own words go to standard error. */
export async function startPlatformProcess(
  dataDir: string,
  { processes, json }: DemoOptions,
): Promise<PlatformProcess> {
  const child = spawn(
    process.execPath,
    [program, '--data-dir', dataDir, '--port', '0', ...(processes ? ['--processes'] : [])],
    {
      // As `npm start` runs it: libraries leave out what they check for developers.
      env: { NODE_ENV: 'production', FANXING_LOG_LEVEL: json ? 'error' : 'warn', ...process.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = await Promise.race([readyLine(child), ended.then(failToStart)]);
  return {
    ready: JSON.parse(ready) as PlatformReady,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const end = output.indexOf('\n');
      if (end >= 0) resolve(output.slice(0, end));
    });
  });
}

function failToStart(): never {
  throw new DemoError('the platform does not start: read its own words above');
}
