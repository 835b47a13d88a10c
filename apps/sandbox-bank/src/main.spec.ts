import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Running {
  readonly process: ChildProcess;
  readonly url: string;
}
interface Line {
  readonly reference: string;
  readonly status: string;
}

const register = join(import.meta.dirname, '..', 'test', 'register.mjs');
const main = join(import.meta.dirname, 'main.ts');

let folder: string;
let dataFile: string;
const started: ChildProcess[] = [];

jest.setTimeout(60_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-process-'));
  dataFile = join(folder, 'book.ndjson');
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function run(...options: string[]): ChildProcess {
  const child = spawn(process.execPath, ['-C', '@fanxing/source', '--import', register, main, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

async function start(...options: string[]): Promise<Running> {
  const child = run('--data', dataFile, ...options);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ready = once(child.stdout as NodeJS.ReadableStream, 'data');
  const line = await Promise.race([ready, once(child, 'exit').then(() => [`"${complaint}"`])]);
  const { url, pid } = JSON.parse(String(line[0])) as { url: string; pid: number };
  expect(pid).toBe(child.pid);
  return { process: child, url };
}

async function fail(...options: string[]): Promise<{ status: number; complaint: string }> {
  const child = run(...options);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, complaint };
}

async function pay(url: string, reference: string): Promise<boolean> {
  const body = JSON.stringify({ reference, amount: '12.00', currency: 'CNY', beneficiary: 'account-1' });
  const answer = await fetch(`${url}/payments`, { method: 'POST', body });
  return ((await answer.json()) as Line).status === 'PAID';
}

async function bookOf(url: string): Promise<string[]> {
  const lines = (await (await fetch(`${url}/book`)).json()) as Line[];
  return lines.map((line) => line.reference);
}

it('keeps every acknowledged payment exactly once through kill -9 in the middle of 200 concurrent payments', async () => {
  const acknowledged = new Set<string>();
  const references = new Set<string>();
  for (const [round, killAfter] of [1, 60, 150].entries()) {
    const bank = await start();
    expect(await bookOf(bank.url)).toEqual(expect.arrayContaining([...acknowledged]));
    await fetch(`${bank.url}/faults`, {
      method: 'PUT',
      body: JSON.stringify({ slowShare: 0.7, slowMs: 40 * round, takeAndNotAnswerShare: 0.02, seed: round }),
    });
    let answers = 0;
    const payments = Array.from({ length: 200 }, async (_, i) => {
      const reference = `round${round}-${i}`;
      references.add(reference);
      if (!(await pay(bank.url, reference))) return;
      acknowledged.add(reference);
      if (++answers === killAfter) bank.process.kill('SIGKILL');
    });
    const results = await Promise.allSettled(payments);
    expect(answers).toBeGreaterThanOrEqual(killAfter);
    expect(results.filter((result) => result.status === 'rejected').length).toBeGreaterThan(0);
  }

  const bank = await start('--latency-ms', '0');
  const book = await bookOf(bank.url);
  expect(new Set(book).size).toBe(book.length);
  expect(book).toEqual(expect.arrayContaining([...acknowledged]));
  expect(await Promise.all([...references].map((reference) => pay(bank.url, reference)))).not.toContain(
    false,
  );
  expect((await bookOf(bank.url)).sort()).toEqual([...references].sort());
});

it('goes on when the one who started it is gone, and stops cleanly when told', async () => {
  const bank = await start();
  bank.process.stdin?.destroy();
  bank.process.stdout?.destroy();
  bank.process.stderr?.destroy();
  bank.process.kill('SIGHUP');
  expect(await pay(bank.url, 'r1')).toBe(true);
  const exited = once(bank.process, 'exit');
  bank.process.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  await expect(readFile(`${dataFile}.lock`)).rejects.toThrow('ENOENT');
});

it('says on standard error what is wrong and how to mend it', async () => {
  const bank = await start();
  const { port } = new URL(bank.url);
  await mkdir(join(folder, 'taken'));
  const other = join(folder, 'other');
  expect(await fail('--data', dataFile)).toEqual({
    status: 1,
    complaint: expect.stringMatching(
      /^error: .* is held by process \d+: stop that bank, or name another file/,
    ),
  });
  expect(await fail('--data', other, '--port', port)).toEqual({
    status: 1,
    complaint: `error: port ${port} on 127.0.0.1 is taken: choose another one, or 0 for a free one.\n`,
  });
  expect(await fail('--data', join(folder, 'taken'))).toEqual({
    status: 1,
    complaint: expect.stringMatching(/^error: the book .*taken can not be written \(EISDIR\)/),
  });
});

it('calls wrong usage wrong usage', async () => {
  for (const options of [
    [],
    ['--data', 'x', '--port', '70000'],
    ['--data', 'x', '--latency-ms', 'soon'],
    ['--what'],
  ]) {
    const { status, complaint } = await fail(...options);
    expect([status, complaint]).toEqual([2, expect.stringMatching(/^error: .*\nusage: /s)]);
  }
});
