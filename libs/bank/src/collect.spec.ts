import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMoney } from '@fanxing/kernel';
import { startSandboxBank, type FaultsInput, type SandboxBank } from '@fanxing/sandbox-bank';
import {
  askCollection,
  cancelCollection,
  cancelDisbursement,
  closeBankConnections,
  collect,
  disburse,
  parseBankConnection,
  type BankConnection,
  type CollectionInstruction,
  type DisbursementInstruction,
} from './index.js';

let folder: string;
let bank: SandboxBank;
let connection: BankConnection;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-collections-'));
});
afterEach(async () => {
  closeBankConnections();
  await bank.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(faults: FaultsInput = {}): Promise<void> {
  const dataFile = join(folder, 'book');
  bank = await startSandboxBank({ dataFile, port: 0, faults: { latencyMs: 0, ...faults }, apiKey: 'key-1' });
  const json = { adapter: 'rest', baseUrl: bank.url, apiKey: 'key-1', timeoutMs: 400 };
  connection = parseBankConnection(json, { allowPrivateNetwork: true });
}

function instruction(reference = 'coll_1', amount = '120.50'): CollectionInstruction {
  return {
    reference,
    amount: parseMoney(amount, 'CNY'),
    payer: { accountReference: 'account-1' },
    mandateReference: 'mandate-1',
  };
}

function payment(reference = 'loan_1'): DisbursementInstruction {
  return {
    reference,
    amount: parseMoney('12.00', 'CNY'),
    beneficiary: { accountReference: 'account-1' },
  };
}

async function setFaults(faults: FaultsInput): Promise<void> {
  await fetch(`${bank.url}/faults`, { method: 'PUT', body: JSON.stringify({ latencyMs: 0, ...faults }) });
}

async function collected(): Promise<string[]> {
  const lines = (await (await fetch(`${bank.url}/book/collections`)).json()) as {
    reference: string;
    status: string;
  }[];
  return lines.map(({ reference, status }) => `${reference} ${status}`);
}

const done = { kind: 'COLLECTED', bookedAt: expect.stringMatching(/^\d{4}-.*Z$/) };

it('is collected once however often the same instruction is given, and says so when asked', async () => {
  await start();
  expect(await askCollection(connection, instruction())).toEqual({ kind: 'NOT_FOUND' });
  const first = await collect(connection, instruction());
  expect(first).toEqual(done);
  expect(await collect(connection, instruction())).toEqual(first);
  expect(await askCollection(connection, instruction())).toEqual(first);
  expect(await askCollection(connection, instruction('coll_1', '1.00'))).toEqual({
    kind: 'UNKNOWN',
    cause: 'MISMATCH',
  });
  expect(await collected()).toEqual(['coll_1 COLLECTED']);
});

it.each([
  ['insufficientFundsShare', 'INSUFFICIENT_FUNDS'],
  ['mandateMissingShare', 'MANDATE_MISSING'],
])('is refused for good: %s', async (share, reason) => {
  await start({ [share]: 1 });
  expect(await collect(connection, instruction())).toEqual({ kind: 'REJECTED', reason });
  await setFaults({});
  expect(await collect(connection, instruction())).toEqual({ kind: 'REJECTED', reason });
  expect(await askCollection(connection, instruction())).toEqual({ kind: 'REJECTED', reason });
});

it.each(['takeAndNotAnswerShare', 'failAfterPayingShare', 'dripShare', 'wrongBodyShare', 'resetShare'])(
  'is unknown and then found collected when the bank misbehaves: %s',
  async (share) => {
    await start({ [share]: 1 });
    expect(await collect(connection, instruction())).toMatchObject({ kind: 'UNKNOWN' });
    await setFaults({});
    expect(await askCollection(connection, instruction())).toEqual(done);
    expect(await collected()).toEqual(['coll_1 COLLECTED']);
  },
);

it('says that the money was taken back', async () => {
  await start();
  await collect(connection, instruction());
  await fetch(`${bank.url}/collections/coll_1/return`, { method: 'POST', body: '{}' });
  expect(await askCollection(connection, instruction())).toEqual({
    kind: 'RETURNED',
    reason: 'DEBIT_DISPUTED',
  });
});

it('is called off before it is booked, also before it arrives, and never after', async () => {
  await start();
  const off = { kind: 'REJECTED', reason: 'CANCELLED' };
  expect(await cancelCollection(connection, instruction('early'))).toEqual(off);
  expect(await collect(connection, instruction('early'))).toEqual(off);
  expect(await askCollection(connection, instruction('early'))).toEqual(off);
  await collect(connection, instruction('late'));
  expect(await cancelCollection(connection, instruction('late'))).toEqual(done);
  expect(await cancelDisbursement(connection, payment('never'))).toEqual(off);
  await disburse(connection, payment());
  expect(await cancelDisbursement(connection, payment())).toMatchObject({ kind: 'PAID' });
  await setFaults({ noCancelShare: 1 });
  expect(await cancelDisbursement(connection, payment('other'))).toEqual({ kind: 'NOT_OFFERED' });
});

it.each([
  ['no amount', { amount: parseMoney('0.00', 'CNY') }, 'AMOUNT_NOT_POSITIVE'],
  ['no account', { payer: { accountReference: '' } }, 'INPUT_INVALID'],
  ['no mandate', { mandateReference: '' }, 'INPUT_INVALID'],
  ['a reference of spaces', { reference: ' ' }, 'INPUT_INVALID'],
])('fails for %s', async (_, change, reason) => {
  await start();
  await expect(collect(connection, { ...instruction(), ...change })).rejects.toMatchObject({ reason });
});
