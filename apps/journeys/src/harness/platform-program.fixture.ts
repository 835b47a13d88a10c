import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../../platform/dist/main.js');

/** A platform's process and everything that it has said so far. */
export interface PlatformProcess {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  /** Its exit status, or the signal that ended it, once it has ended. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

export interface Ended {
  readonly status: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

/** The settings of whoever runs the tests must not reach the platform under test. */
const foreign = /^(FANXING_|DATABASE_URL$|NATS_URL$|OIDC_|KEYCLOAK_|OTEL_|NODE_OPTIONS$|NODE_ENV$|JEST_)/;

/** Starts the built platform, the very program that `npm start` becomes. */
export function runPlatform(
  options: readonly string[],
  settings: Record<string, string> = {},
): PlatformProcess {
  const child = spawnPlatform(options, settings, { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()));
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'SIGKILL')),
  );
  return { child, said, ended };
}

/** Starts it so that it outlives whoever asks, with what it says in an open file. */
export function runDetached(options: readonly string[], log: number): ChildProcess {
  const child = spawnPlatform(options, {}, { stdio: ['ignore', log, log], detached: true });
  child.unref();
  return child;
}

function spawnPlatform(
  options: readonly string[],
  settings: Record<string, string>,
  how: SpawnOptions,
): ChildProcess {
  if (!existsSync(program)) throw new Error(`${program} is not built: run "npm run build" first`);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  return spawn(process.execPath, [program, ...options], { ...how, env: { ...inherited, ...settings } });
}

/** Waits until a platform that is expected to end has done so. Fails, and kills it, when it goes on for too long. */
export async function untilEnded(platform: PlatformProcess, patienceMs = 40_000): Promise<Ended> {
  const timer = setTimeout(() => platform.child.kill('SIGKILL'), patienceMs);
  const status = await platform.ended;
  clearTimeout(timer);
  if (status === 'SIGKILL')
    throw new Error(`the platform did not end within ${patienceMs} ms: ${platform.said.stderr}`);
  return { status, ...platform.said };
}
