import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startSandboxBank, type SandboxBank, type SandboxBankOptions } from './start-sandbox-bank.js';

let folder: string;
let bank: SandboxBank;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-bank-'));
});
afterEach(async () => {
  await bank.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(options: Partial<SandboxBankOptions> = {}): Promise<void> {
  bank = await startSandboxBank({
    dataFile: join(folder, 'book'),
    port: 0,
    faults: { latencyMs: 0 },
    ...options,
  });
}

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${bank.url}/payments`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(1500),
  });
}

async function get(path: string): Promise<unknown> {
  return (await fetch(bank.url + path)).json();
}

function setFaults(faults: unknown): Promise<Response> {
  return fetch(`${bank.url}/faults`, { method: 'PUT', body: JSON.stringify(faults) });
}

function order(reference: string, amount = '12.00'): Record<string, unknown> {
  return { reference, amount, currency: 'CNY', beneficiary: { accountReference: 'account-1' } };
}

describe('a bank without faults', () => {
  it('pays, says so again, shows it, and refuses the reference for another amount', async () => {
    await start();
    const first = await post(order('loan_1'));
    const paid = await first.json();
    expect([first.status, paid]).toEqual([
      200,
      { reference: 'loan_1', amount: '12.00', currency: 'CNY', status: 'PAID', bookedAt: expect.any(String) },
    ]);
    expect(await (await post(order('loan_1'))).json()).toEqual(paid);
    expect(await get('/payments/loan_1')).toEqual(paid);
    const conflict = await post(order('loan_1', '13.00'));
    expect([conflict.status, await conflict.json()]).toEqual([
      409,
      { code: 'REFERENCE_CONFLICT', message: expect.any(String), reference: 'loan_1' },
    ]);
    expect(await get('/book')).toEqual([
      { reference: 'loan_1', amount: '12.00', currency: 'CNY', status: 'PAID' },
    ]);
    expect(await get('/health/live')).toEqual({ status: 'live' });
  });

  it('says 404 of a reference that it does not know, naming it', async () => {
    await start();
    const answer = await fetch(`${bank.url}/payments/no%20such`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { code: 'PAYMENT_NOT_FOUND', message: expect.any(String), reference: 'no such' },
    ]);
  });

  it.each([
    ['not JSON', '{"reference":', 400, 'BODY_MALFORMED'],
    ['no object', '[]', 400, 'ORDER_MALFORMED'],
    ['no reference', { amount: '1.00', currency: 'CNY', beneficiary: 'a' }, 400, 'ORDER_MALFORMED'],
    ['an amount that is a number', { ...order('r'), amount: 12 }, 400, 'ORDER_MALFORMED'],
    ['an amount of nothing', order('r', '0.00'), 400, 'AMOUNT_NOT_POSITIVE'],
    ['a negative amount', order('r', '-1.00'), 400, 'AMOUNT_NOT_POSITIVE'],
    ['half a cent', order('r', '0.005'), 400, 'AMOUNT_TOO_PRECISE'],
    ['no currency of this world', { ...order('r'), currency: 'XYZ' }, 400, 'CURRENCY_UNKNOWN'],
    ['a body of a megabyte', 'x'.repeat(1_000_000), 413, 'BODY_TOO_LARGE'],
  ])('refuses %s with a code and pays nothing', async (_, body, status, code) => {
    await start();
    const answer = await post(body);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
    expect(await get('/book')).toEqual([]);
  });

  it('wants the key for payments when it has one, and shows its book without', async () => {
    await start({ apiKey: 'secret-1' });
    expect((await post(order('r1'))).status).toBe(401);
    expect((await post(order('r1'), { authorization: 'Bearer secret-2' })).status).toBe(401);
    expect((await fetch(`${bank.url}/payments/r1`)).status).toBe(401);
    expect(await get('/book')).toEqual([]);
    expect((await post(order('r1'), { authorization: 'Bearer secret-1' })).status).toBe(200);
  });

  it('answers after 20 ms unless told otherwise', async () => {
    await start({ faults: {} });
    const startedAt = performance.now();
    await post(order('r1'));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(19);
    expect(await get('/faults')).toMatchObject({ latencyMs: 20, failShare: 0, paidAfterMs: 0, seed: 1 });
  });

  it('says clearly that the port is taken, and lets go of the book', async () => {
    await start();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const dataFile = join(folder, 'other');
    await expect(startSandboxBank({ dataFile, port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    taken.close();
    await (await startSandboxBank({ dataFile, port: 0 })).close();
  });
});

describe('a bank that misbehaves', () => {
  it.each([
    ['failShare', 500, []],
    ['failAfterPayingShare', 500, ['PAID']],
    ['rejectShare', 422, ['REJECTED']],
  ])('%s answers %i and books %j', async (share, status, booked) => {
    await start({ faults: { latencyMs: 0, [share]: 1 } });
    expect((await post(order('r1'))).status).toBe(status);
    const book = (await get('/book')) as { status: string }[];
    expect(book.map((line) => line.status)).toEqual(booked);
  });

  it.each(['takeAndNotAnswerShare', 'dripShare', 'resetShare'])(
    '%s pays, and no whole answer comes',
    async (share) => {
      await start({ faults: { latencyMs: 0, [share]: 1 } });
      await expect(post(order('r1')).then((answer) => answer.text())).rejects.toThrow();
      expect(await get('/payments/r1')).toMatchObject({ status: 'PAID' });
    },
  );

  it('wrongBodyShare pays, and answers 200 with what is not the statement', async () => {
    await start({ faults: { latencyMs: 0, wrongBodyShare: 1 } });
    const bodies = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const answer = await post(order(`r${i}`));
      expect(answer.status).toBe(200);
      const text = await answer.text();
      expect(text).not.toMatch(new RegExp(`^\\{"reference":"r${i}",.*\\}$`));
      bodies.add(text.slice(0, 5) + text.slice(-1));
    }
    expect(bodies.size).toBeGreaterThanOrEqual(3);
    expect(await get('/book')).toHaveLength(20);
  });

  it('slowShare pays late, even when the client has gone away', async () => {
    await start({ faults: { latencyMs: 0, slowShare: 1, slowMs: 700 } });
    const signal = AbortSignal.timeout(200);
    const body = JSON.stringify(order('r1'));
    await expect(fetch(`${bank.url}/payments`, { method: 'POST', body, signal })).rejects.toThrow();
    expect(await get('/book')).toEqual([]);
    await wait(900);
    expect(await get('/book')).toHaveLength(1);
  });

  it('paidAfterMs answers 202 and books later', async () => {
    await start({ faults: { latencyMs: 0, paidAfterMs: 500 } });
    expect((await post(order('r1'))).status).toBe(202);
    expect((await fetch(`${bank.url}/payments/r1`)).status).toBe(202);
    expect(await get('/book')).toEqual([]);
    await wait(600);
    expect(await get('/payments/r1')).toMatchObject({ status: 'PAID' });
    expect((await post(order('r1'))).status).toBe(200);
  });

  it('a payment once paid stays paid, whatever befalls the next request', async () => {
    await start();
    await post(order('r1'));
    await setFaults({ latencyMs: 0, rejectShare: 1 });
    expect(await (await post(order('r1'))).json()).toMatchObject({ status: 'PAID' });
  });

  it('misbehaves in the same order again when the same faults are set again', async () => {
    await start();
    const run = async (name: string): Promise<number[]> => {
      await setFaults({ latencyMs: 0, failShare: 0.3, rejectShare: 0.3, seed: 7 });
      const statuses: number[] = [];
      for (let i = 0; i < 20; i++) statuses.push((await post(order(`${name}-${i}`))).status);
      return statuses;
    };
    const first = await run('a');
    expect(new Set(first)).toEqual(new Set([200, 422, 500]));
    expect(await run('b')).toEqual(first);
  });

  it('refuses faults that make no sense and keeps those it had', async () => {
    await start();
    for (const faults of [{ failShare: 2 }, { failShare: 0.6, rejectShare: 0.6 }, { failShair: 0.1 }]) {
      expect((await setFaults(faults)).status).toBe(400);
    }
    expect(await get('/faults')).toMatchObject({ latencyMs: 0, failShare: 0 });
  });

  it('stops although a request is still waiting for an answer that never comes', async () => {
    await start({ faults: { latencyMs: 0, takeAndNotAnswerShare: 1 } });
    const unanswered = post(order('r1')).catch(() => 'gave up');
    await wait(400);
    await bank.close();
    expect(await unanswered).toBe('gave up');
    await start();
    expect(await get('/book')).toHaveLength(1);
  });
});
