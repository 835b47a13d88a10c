import { mkdtemp, rm, writeFile } from 'node:fs/promises';
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

async function get(path: string): Promise<unknown> {
  return (await fetch(bank.url + path)).json();
}

function setFaults(faults: unknown): Promise<Response> {
  return fetch(`${bank.url}/faults`, { method: 'PUT', body: JSON.stringify(faults) });
}

function order(reference: string, amount = '12.00'): Record<string, unknown> {
  return { reference, amount, currency: 'CNY', beneficiary: { accountReference: 'account-1' } };
}

function collection(reference: string, amount = '12.00'): Record<string, unknown> {
  return {
    reference,
    amount,
    currency: 'CNY',
    payer: { accountReference: 'account-1' },
    mandateReference: 'mandate-1',
  };
}

function send(path: string, body: unknown): Promise<Response> {
  return fetch(`${bank.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
}

describe('a bank that collects', () => {
  it('collects once, in a book of its own, beside a payment of the same reference', async () => {
    await start();
    await send('/payments', order('r1'));
    const first = await (await send('/collections', collection('r1'))).json();
    expect(first).toMatchObject({ reference: 'r1', amount: '12.00', status: 'COLLECTED' });
    expect(await (await send('/collections', collection('r1'))).json()).toEqual(first);
    expect((await send('/collections', collection('r1', '13.00'))).status).toBe(409);
    expect(await get('/collections/r1')).toEqual(first);
    expect(await get('/book')).toMatchObject([{ reference: 'r1', status: 'PAID' }]);
    expect(await get('/book/collections')).toMatchObject([{ reference: 'r1', status: 'COLLECTED' }]);
    expect(await get('/collections/other')).toMatchObject({ code: 'COLLECTION_NOT_FOUND' });
    expect((await send('/collections', { ...collection('r2'), mandateReference: '' })).status).toBe(400);
  });

  it.each([
    ['insufficientFundsShare', 'INSUFFICIENT_FUNDS'],
    ['mandateMissingShare', 'MANDATE_MISSING'],
    ['rejectShare', 'ACCOUNT_CLOSED'],
  ])('%s refuses a collection for %s, and pays as ever', async (share, reason) => {
    await start({ faults: { latencyMs: 0, [share]: 1 } });
    const refused = await send('/collections', collection('r1'));
    expect([refused.status, await refused.json()]).toMatchObject([422, { status: 'REJECTED', reason }]);
    if (share !== 'rejectShare') expect((await send('/payments', order('r1'))).status).toBe(200);
  });

  it('gives back what it collected when the other bank asks for it, once', async () => {
    await start();
    await send('/collections', collection('r1'));
    const returned = { reference: 'r1', status: 'RETURNED', reason: 'DEBIT_DISPUTED' };
    expect(await (await send('/collections/r1/return', {})).json()).toMatchObject(returned);
    expect((await send('/collections/r1/return', {})).status).toBe(409);
    await bank.close();
    await start();
    expect(await get('/collections/r1')).toMatchObject(returned);
  });

  it('calls off what is not booked, also what comes later, and nothing else', async () => {
    await start({ faults: { latencyMs: 0, paidAfterMs: 300 } });
    await send('/payments', order('waits'));
    const cancelled = { status: 'REJECTED', reason: 'CANCELLED' };
    expect(await (await send('/payments/waits/cancellation', order('waits'))).json()).toMatchObject(
      cancelled,
    );
    expect(await (await send('/payments/later/cancellation', order('later'))).json()).toMatchObject(
      cancelled,
    );
    expect((await send('/payments', order('later'))).status).toBe(422);
    await setFaults({ latencyMs: 0 });
    await send('/payments', order('paid'));
    expect(await (await send('/payments/paid/cancellation', order('paid'))).json()).toMatchObject({
      status: 'PAID',
    });
    expect((await send('/payments/paid/cancellation', order('paid', '1.00'))).status).toBe(409);
    expect((await send('/payments/paid/cancellation', order('other'))).status).toBe(400);
    await wait(400);
    expect(await get('/book')).toMatchObject([
      { reference: 'waits', status: 'REJECTED' },
      { reference: 'later', status: 'REJECTED' },
      { reference: 'paid', status: 'PAID' },
    ]);
    await setFaults({ latencyMs: 0, noCancelShare: 1 });
    expect((await send('/payments/new/cancellation', order('new'))).status).toBe(404);
  });

  it('goes on with a book of before it could collect', async () => {
    const line = { reference: 'r1', amount: '12.00', currency: 'CNY', beneficiary: 'a', status: 'PAID' };
    await writeFile(join(folder, 'book'), `${JSON.stringify({ ...line, bookedAt: 'then' })}\n`);
    await start();
    expect(await get('/payments/r1')).toMatchObject({ status: 'PAID' });
  });
});
