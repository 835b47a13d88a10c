import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseMoney } from '@fanxing/kernel';
import { startSandboxBank, type FaultsInput, type SandboxBank } from '@fanxing/sandbox-bank';
import {
  askOutcome,
  closeBankConnections,
  disburse,
  parseBankConnection,
  type BankConnection,
  type DisbursementInstruction,
} from './index.js';

let folder: string;
let bank: SandboxBank;
let connection: BankConnection;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-adapter-'));
});
afterEach(async () => {
  closeBankConnections();
  await bank.close();
  await rm(folder, { recursive: true, force: true });
});

async function start(faults: FaultsInput = {}, settings: Record<string, unknown> = {}): Promise<void> {
  bank = await startSandboxBank({
    dataFile: join(folder, 'book'),
    port: 0,
    faults: { latencyMs: 0, ...faults },
    apiKey: 'key-1',
  });
  connection = connect({ ...settings });
}

function connect(settings: Record<string, unknown> = {}): BankConnection {
  const json = { adapter: 'rest', baseUrl: bank.url, apiKey: 'key-1', ...settings };
  return parseBankConnection(json, { allowPrivateNetwork: true });
}

function instruction(reference = 'loan_1', amount = '1200.50'): DisbursementInstruction {
  return {
    reference,
    amount: parseMoney(amount, 'CNY'),
    beneficiary: { accountReference: 'account-1' },
  };
}

async function setFaults(faults: FaultsInput): Promise<void> {
  const body = JSON.stringify({ latencyMs: 0, ...faults });
  expect((await fetch(`${bank.url}/faults`, { method: 'PUT', body })).status).toBe(200);
}

async function book(): Promise<{ reference: string; amount: string; status: string }[]> {
  return (await fetch(`${bank.url}/book`)).json() as Promise<
    { reference: string; amount: string; status: string }[]
  >;
}

const paid = { kind: 'PAID', bookedAt: expect.stringMatching(/^\d{4}-.*Z$/) };

describe('a bank that behaves', () => {
  it('is paid once however often the same instruction is given, and says so when asked', async () => {
    await start();
    const first = await disburse(connection, instruction());
    expect(first).toEqual(paid);
    expect(await disburse(connection, instruction())).toEqual(first);
    expect(await askOutcome(connection, instruction())).toEqual(first);
    expect(await book()).toEqual([
      { reference: 'loan_1', amount: '1200.50', currency: 'CNY', status: 'PAID' },
    ]);
  });

  it('does not know an instruction that was never given', async () => {
    await start();
    expect(await askOutcome(connection, instruction())).toEqual({ kind: 'NOT_FOUND' });
  });

  it('is not believed when it paid another amount under the reference', async () => {
    await start();
    await disburse(connection, instruction('loan_1', '1200.50'));
    const mismatch = { kind: 'UNKNOWN', cause: 'MISMATCH' };
    expect(await disburse(connection, instruction('loan_1', '1300.00'))).toEqual(mismatch);
    expect(await askOutcome(connection, instruction('loan_1', '1300.00'))).toEqual(mismatch);
    expect(await book()).toHaveLength(1);
  });

  it('that refuses our key leaves everything unknown', async () => {
    await start();
    const stranger = connect({ apiKey: 'another' });
    expect(await disburse(stranger, instruction())).toEqual({ kind: 'UNKNOWN', cause: 'STATUS_401' });
    expect(await askOutcome(stranger, instruction())).toEqual({ kind: 'UNKNOWN', cause: 'STATUS_401' });
  });

  it('is refused an instruction that no bank could pay, before anything is sent', async () => {
    await start();
    await expect(disburse(connection, instruction('a/b'))).rejects.toMatchObject({ reason: 'INPUT_INVALID' });
    await expect(disburse(connection, instruction('r', '0.00'))).rejects.toMatchObject({
      reason: 'AMOUNT_NOT_POSITIVE',
    });
    expect(await book()).toEqual([]);
  });

  it('pays four hundred at once over at most eight connections', async () => {
    await start({ latencyMs: 5 }, { connectionsMax: 8, timeoutMs: 10_000 });
    const outcomes = await Promise.all(
      Array.from({ length: 400 }, (_, i) => disburse(connection, instruction(`loan_${i}`))),
    );
    expect(outcomes.every(({ kind }) => kind === 'PAID')).toBe(true);
    expect(new Set((await book()).map(({ reference }) => reference)).size).toBe(400);
  });
});

describe('a bank that misbehaves', () => {
  it.each<[FaultsInput, string, object]>([
    [{ failShare: 1 }, 'STATUS_500', { kind: 'NOT_FOUND' }],
    [{ failAfterPayingShare: 1 }, 'STATUS_500', paid],
    [{ takeAndNotAnswerShare: 1 }, 'TIMEOUT', paid],
    [{ dripShare: 1 }, 'TIMEOUT', paid],
    [{ resetShare: 1 }, 'CONNECTION_LOST', paid],
    [{ slowShare: 1, slowMs: 2500 }, 'TIMEOUT', { kind: 'NOT_FOUND' }],
    [{ paidAfterMs: 60_000 }, 'ACCEPTED_NOT_BOOKED', { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' }],
  ])('by %j leaves it unknown (%s) until it is asked', async (faults, cause, asked) => {
    await start(faults, { timeoutMs: 400 });
    const startedAt = performance.now();
    expect(await disburse(connection, instruction())).toEqual({ kind: 'UNKNOWN', cause });
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(await askOutcome(connect(), instruction())).toEqual(asked);
  });

  it('by wrong bodies is never believed, whichever body it is', async () => {
    await start({ wrongBodyShare: 1 });
    const causes = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const outcome = await disburse(connection, instruction(`loan_${i}`));
      expect(outcome.kind).toBe('UNKNOWN');
      if (outcome.kind === 'UNKNOWN') causes.add(outcome.cause);
      expect(await askOutcome(connection, instruction(`loan_${i}`))).toEqual(paid);
    }
    expect(causes).toEqual(new Set(['BODY_MALFORMED', 'MISMATCH']));
  });

  it('by rejecting gives its reason, then and when asked', async () => {
    await start({ rejectShare: 1 });
    const rejected = { kind: 'REJECTED', reason: 'ACCOUNT_CLOSED' };
    expect(await disburse(connection, instruction())).toEqual(rejected);
    await setFaults({});
    expect(await disburse(connection, instruction())).toEqual(rejected);
    expect(await askOutcome(connection, instruction())).toEqual(rejected);
    expect(await book()).toMatchObject([{ status: 'REJECTED' }]);
  });

  it('by not answering questions stays unknown', async () => {
    await start({ askFailShare: 1 });
    await disburse(connection, instruction());
    expect(await askOutcome(connection, instruction())).toEqual({ kind: 'UNKNOWN', cause: 'STATUS_503' });
  });

  it('by booking later is known to have paid once it has', async () => {
    await start({ paidAfterMs: 100 });
    expect(await disburse(connection, instruction())).toMatchObject({ cause: 'ACCEPTED_NOT_BOOKED' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(await askOutcome(connection, instruction())).toEqual(paid);
  });

  it('in every way at once ends with each instruction paid once or rejected, when the rule is kept', async () => {
    const share = 0.1;
    await start(
      {
        failShare: share,
        takeAndNotAnswerShare: 0.03,
        failAfterPayingShare: share,
        rejectShare: share,
        wrongBodyShare: share,
        resetShare: share,
        askFailShare: share,
        slowShare: 0.05,
        slowMs: 600,
        seed: 11,
      },
      { timeoutMs: 400 },
    );
    const ends = await Promise.all(Array.from({ length: 80 }, (_, i) => settle(`loan_${i}`)));
    const lines = await book();
    expect(lines.map(({ reference, status }) => `${reference} ${status}`).sort()).toEqual(
      ends.map((end, i) => `loan_${i} ${end}`).sort(),
    );
    expect(new Set(ends)).toEqual(new Set(['PAID', 'REJECTED']));
  }, 20_000);
});

/** The rule as a caller keeps it: give, ask while unknown, give again only after NOT_FOUND or NOT_SENT. */
async function settle(reference: string): Promise<'PAID' | 'REJECTED'> {
  for (;;) {
    let outcome: { kind: string } = await disburse(connection, instruction(reference));
    while (outcome.kind === 'UNKNOWN') outcome = await askOutcome(connection, instruction(reference));
    if (outcome.kind === 'PAID' || outcome.kind === 'REJECTED') return outcome.kind;
  }
}

describe('a bank that can not be reached', () => {
  it('is known to have been sent nothing', async () => {
    await start();
    const { url } = bank;
    await bank.close();
    closeBankConnections();
    const gone = connect({ baseUrl: url });
    expect(await disburse(gone, instruction())).toEqual({ kind: 'NOT_SENT', cause: 'CONNECTION_REFUSED' });
    expect(await askOutcome(gone, instruction())).toEqual({ kind: 'UNKNOWN', cause: 'CONNECTION_REFUSED' });
    await start();
  });

  it('is not sent what waits in vain for a free connection', async () => {
    await start({ takeAndNotAnswerShare: 1 }, { connectionsMax: 1, timeoutMs: 300 });
    const impatient = { ...connection, timeoutMs: 150 };
    const [first, second] = await Promise.all([
      disburse(connection, instruction('loan_1')),
      disburse(impatient, instruction('loan_2')),
    ]);
    expect([first.kind, second]).toEqual(['UNKNOWN', { kind: 'NOT_SENT', cause: 'TIMEOUT' }]);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect((await book()).map(({ reference }) => reference)).toEqual(['loan_1']);
  });

  it('is not sent what was cancelled before, and leaves unknown what was cancelled on the way', async () => {
    await start({ slowShare: 1, slowMs: 1000 });
    expect(await disburse(connection, instruction(), AbortSignal.abort())).toEqual({
      kind: 'NOT_SENT',
      cause: 'CANCELLED',
    });
    expect(await disburse(connection, instruction(), AbortSignal.timeout(400))).toEqual({
      kind: 'UNKNOWN',
      cause: 'CANCELLED',
    });
  });
});
