import { parseArgs } from 'node:util';
import { startSandboxBank, type SandboxBankOptions } from '@fanxing/sandbox-bank';

const usage = 'usage: node dist/main.js --data FILE [--port N] [--latency-ms N]';

/** Exit status: 0 stopped by a signal, 1 could not start (port, file), 2 wrong usage. */
async function main(): Promise<void> {
  const options = readOptions();
  if (typeof options === 'string') return fail(`${options}\n${usage}`, 2);
  // The bank outlives whoever started it: neither a closed terminal nor a broken pipe stops it.
  process.on('SIGHUP', () => undefined);
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  const bank = await startSandboxBank(options);
  const stop = (): void => {
    bank.close().then(
      () => process.exit(0),
      (error: unknown) => fail(messageOf(error), 1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ url: bank.url, pid: process.pid })}\n`);
}

function readOptions(): SandboxBankOptions | string {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { data: text, port: text, 'latency-ms': text } });
    if (!values.data) return '--data is missing: name the file that holds the book of this bank';
    const port = readNumber(values.port ?? '0', 65_535);
    if (port === undefined) return `--port ${values.port}: a number from 0 (a free port) to 65535 is needed`;
    const latencyMs = readNumber(values['latency-ms'] ?? '20', 60_000);
    if (latencyMs === undefined)
      return `--latency-ms ${values['latency-ms']}: a number from 0 to 60000 is needed`;
    return { dataFile: values.data, port, faults: { latencyMs } };
  } catch (error) {
    return messageOf(error);
  }
}

function readNumber(text: string, highest: number): number | undefined {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  return value <= highest ? value : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function fail(message: string, status: 1 | 2): void {
  process.stderr.write(`error: ${message}\n`, () => process.exit(status));
}

main().catch((error: unknown) => fail(messageOf(error), 1));
