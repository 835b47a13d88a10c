import { spawn } from 'node:child_process';
import type { Check } from './checks.js';

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly ms: number;
  readonly output: string;
}

/** A check that hangs must not hold up a pipeline for ever. */
const timeLimitMs = 10 * 60_000;

/** Runs one check to its end; resolves also when it fails. */
export async function runCheck(check: Check): Promise<CheckResult> {
  const started = performance.now();
  const { status, output } = await capture(check.command);
  const refused = check.refused?.test(output) ?? false;
  return { name: check.name, passed: status === 0 && !refused, ms: performance.now() - started, output };
}

function capture(command: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NO_COLOR: '1', FORCE_COLOR: undefined },
      timeout: timeLimitMs,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => chunks.push(Buffer.from(error.message)));
    child.on('close', (code, signal) => {
      if (signal) chunks.push(Buffer.from(`\nstopped by ${signal} (limit ${timeLimitMs / 1000} s)\n`));
      resolve({ status: code ?? 1, output: Buffer.concat(chunks).toString() });
    });
  });
}
