import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Book } from './book.js';
import type { PaymentOrder } from './payment.js';

let folder: string;
let dataFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-book-'));
  dataFile = join(folder, 'book.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function order(reference: string, amount = '12.00'): PaymentOrder {
  return { reference, amount, currency: 'CNY', beneficiary: 'account-1' };
}

async function writeThree(): Promise<void> {
  const book = await Book.open(dataFile);
  for (const reference of ['r1', 'r2', 'r3']) await book.enter(order(reference), { status: 'DONE' });
  await book.close();
}

describe('the book of a bank', () => {
  it('still holds what was entered after it is opened again, amounts as they were written', async () => {
    const book = await Book.open(dataFile);
    await book.enter(order('r1', '12.0'), { status: 'DONE' });
    await book.enter(order('r2', '0.10'), { status: 'REJECTED', reason: 'ACCOUNT_CLOSED' });
    const before = await book.booked('OUT');
    await book.close();

    const again = await Book.open(dataFile);
    expect(await again.booked('OUT')).toEqual(before);
    expect(before.map(({ amount, status }) => [amount, status])).toEqual([
      ['12.0', 'PAID'],
      ['0.10', 'REJECTED'],
    ]);
    await again.close();
  });

  it('pays a reference once when the same order comes a hundred times at once', async () => {
    const book = await Book.open(dataFile);
    const entered = await Promise.all(
      Array.from({ length: 100 }, () => book.enter(order('r1'), { status: 'DONE' })),
    );
    expect(new Set(entered.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await book.close();
    expect((await readFile(dataFile, 'utf8')).trim().split('\n')).toHaveLength(1);
  });

  it('says conflict for other money or another beneficiary, and takes 12.0 and 12.00 for the same money', async () => {
    const book = await Book.open(dataFile);
    await book.enter(order('r1'), { status: 'DONE' });
    const kinds = await Promise.all(
      [
        order('r1', '12.0'),
        order('r1', '12.01'),
        { ...order('r1'), currency: 'CZK' },
        { ...order('r1'), beneficiary: 'b' },
      ].map(async (other) => (await book.enter(other, { status: 'DONE' })).kind),
    );
    expect(kinds).toEqual(['ENTERED', 'CONFLICT', 'CONFLICT', 'CONFLICT']);
    await book.close();
  });

  it('drops a torn last line, at whatever byte it was torn, and goes on writing', async () => {
    await writeThree();
    const { size } = await stat(dataFile);
    const whole = await readFile(dataFile);
    const lastLineAt = whole.lastIndexOf(0x0a, size - 2) + 1;
    for (let cut = lastLineAt; cut < size; cut++) {
      await writeFile(dataFile, whole);
      await truncate(dataFile, cut);
      const torn = await Book.open(dataFile);
      expect((await torn.booked('OUT')).map(({ reference }) => reference)).toEqual(['r1', 'r2']);
      await torn.enter(order('r4'), { status: 'DONE' });
      await torn.close();
      const again = await Book.open(dataFile);
      expect((await again.booked('OUT')).map(({ reference }) => reference)).toEqual(['r1', 'r2', 'r4']);
      await again.close();
    }
  });

  it('refuses a book that is damaged in the middle, naming the line, and lets go of it', async () => {
    await writeThree();
    await appendFile(dataFile, 'not a payment\n');
    await expect(Book.open(dataFile)).rejects.toThrow(/line 4 of the book .* is damaged: restore/);
    await expect(stat(`${dataFile}.lock`)).rejects.toThrow('ENOENT');
  });

  it('books an accepted payment when it falls due, also when the bank was stopped in between', async () => {
    const book = await Book.open(dataFile);
    await book.enter(order('r1'), { status: 'ACCEPTED', paidAfterMs: 60 });
    expect(await book.booked('OUT')).toEqual([]);
    await book.close();
    await wait(80);
    const again = await Book.open(dataFile);
    expect(await again.find('OUT', 'r1')).toMatchObject({ status: 'ACCEPTED' });
    await wait(50);
    expect(await again.find('OUT', 'r1')).toMatchObject({ status: 'PAID', amount: '12.00' });
    await again.close();
  });

  it('keeps two thousand payments that come at once, in the order in which they came', async () => {
    const book = await Book.open(dataFile);
    const references = Array.from({ length: 2000 }, (_, i) => `r${i}`);
    await Promise.all(references.map((reference) => book.enter(order(reference), { status: 'DONE' })));
    await book.close();
    const again = await Book.open(dataFile);
    expect((await again.booked('OUT')).map(({ reference }) => reference)).toEqual(references);
    await again.close();
  });
});

describe('one process a book', () => {
  it('says who holds the book when it is held', async () => {
    const book = await Book.open(dataFile);
    await expect(Book.open(dataFile)).rejects.toThrow(
      new RegExp(`the book ${dataFile} is held by process ${process.pid}: stop that bank`),
    );
    await book.close();
    await (await Book.open(dataFile)).close();
  });

  it('takes over the lock of a process that is dead, or whose number another process has now', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const stale = [
      JSON.stringify({ pid: child.pid, startedAt: '1' }),
      JSON.stringify({ pid: process.pid, startedAt: '1' }),
      '',
    ];
    for (const content of stale) {
      await writeFile(`${dataFile}.lock`, content);
      const book = await Book.open(dataFile);
      expect(JSON.parse(await readFile(`${dataFile}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
      await book.close();
    }
  });

  it('lets exactly one of twenty newcomers take over a stale lock', async () => {
    await writeFile(`${dataFile}.lock`, JSON.stringify({ pid: process.pid, startedAt: '1' }));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => Book.open(dataFile)));
    const opened = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(opened).toHaveLength(1);
    await opened[0]?.close();
    expect(await readdir(folder)).toEqual(['book.ndjson']);
  });

  it('takes over even when an earlier newcomer died while taking over', async () => {
    const dead = JSON.stringify({ pid: process.pid, startedAt: '1' });
    await writeFile(`${dataFile}.lock`, dead);
    await writeFile(`${dataFile}.lock.takeover`, dead);
    await (await Book.open(dataFile)).close();
    expect(await readdir(folder)).toEqual(['book.ndjson']);
  });

  it('says what is wrong with a file that can not be written', async () => {
    await mkdir(join(folder, 'taken'));
    await expect(Book.open(join(folder, 'taken'))).rejects.toThrow(/taken can not be written \(EISDIR\)/);
    await writeFile(join(folder, 'file'), '');
    await expect(Book.open(join(folder, 'file', 'book'))).rejects.toThrow(
      /can not be written \((ENOTDIR|EEXIST)\)/,
    );
  });
});
