import { spawn } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../bin/fanxing.mjs');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The settings of whoever runs the tests must not reach the program under test. */
const foreign = /^(FANXING_|DATABASE_URL$|OIDC_|KEYCLOAK_|OTEL_|NODE_OPTIONS$|JEST_|NO_COLOR$|FORCE_COLOR$)/;

/** Runs the built program as a shell would, without a terminal. */
export function fanxing(
  options: readonly string[],
  settings: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Ran> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
  const child = spawn(process.execPath, [program, ...options], { env: { ...inherited, ...settings } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()));
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...said }));
  });
}
