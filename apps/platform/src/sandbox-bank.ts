import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@fanxing/runtime/embedded-postgres';
import { writePrivately } from './data-folder.js';
import { firstLine } from './first-line.js';

interface KnownBank {
  readonly url: string;
  readonly pid: number;
}

export interface SandboxBankProcess extends KnownBank {
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '../../sandbox-bank/dist/main.js');

/**
 * The sandbox bank: a process of its own with a book of its own, so that it outlives the platform as a real bank would.
 * One that is still there from before is used; one that is gone is started again on its book and at its address, since
 * tenants know it by that.
 */
export async function provideSandboxBank(dataFolder: string): Promise<SandboxBankProcess> {
  const folder = join(dataFolder, 'sandbox-bank');
  await mkdir(folder, { recursive: true });
  const note = join(folder, 'bank.json');
  const known = await readKnown(note);
  const bank = known && (await answers(known.url)) ? known : await start(join(folder, 'book.ndjson'), known);
  await writePrivately(note, `${JSON.stringify(bank)}\n`);
  return { ...bank, stop: () => end(bank.pid) };
}

async function readKnown(note: string): Promise<KnownBank | undefined> {
  try {
    return JSON.parse(await readFile(note, 'utf8')) as KnownBank;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  return response?.ok === true;
}

async function start(book: string, known: KnownBank | undefined): Promise<KnownBank> {
  const port = known ? new URL(known.url).port : '0';
  const child = spawn(process.execPath, [program, '--data', book, '--port', port, '--latency-ms', '20'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const line = await firstLine(child).catch((error: unknown) => {
    throw new StartError(
      `the sandbox bank does not start (${String(error)})`,
      'free its port, or remove its folder to begin a new book',
    );
  });
  child.unref();
  return JSON.parse(line) as KnownBank;
}

/** Ends the bank and waits until it is gone, so that its book can be opened again at once. */
async function end(pid: number): Promise<void> {
  const alive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  if (alive()) process.kill(pid, 'SIGTERM');
  for (let waited = 0; alive() && waited < 5_000; waited += 20)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
