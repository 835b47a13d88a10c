import { aLine, draw, untilSettled } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { bankBook, misbehave } from '../harness/sandbox-bank.fixture.js';
import { advance, aMandate, collect, untilEnded } from './collecting.fixture.js';

jest.setTimeout(120_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterEach(async () => {
  await misbehave(platform);
  await setHours(null, `none after ${expect.getState().currentTestName}`);
});
afterAll(destroyPlatforms);

interface Shown {
  readonly status: string;
  readonly failure: string | null;
  readonly disbursement: {
    readonly status: string;
    readonly attempts: number;
    readonly lastOutcome: string | null;
    readonly nextAttemptAt: string | null;
    readonly expectedAt: string | null;
    readonly cancelRequested: boolean;
    readonly needsAttention: boolean;
  };
}

async function shown(id: string): Promise<Shown> {
  const query = `query ($id: ID!) { loan(id: $id) { status failure
    disbursement { status attempts lastOutcome nextAttemptAt expectedAt cancelRequested needsAttention } } }`;
  return (await bank.lender.ask<{ loan: Shown }>(query, { id })).loan;
}

function until(id: string, wanted: (loan: Shown) => boolean): Promise<Shown> {
  return eventually(30_000, async () => {
    const loan = await shown(id);
    return wanted(loan) ? loan : undefined;
  });
}

async function usedOf(lineId: string): Promise<string> {
  const query = 'query ($id: ID!) { creditLine(id: $id) { used { amount } } }';
  return (await bank.lender.ask<{ creditLine: { used: { amount: string } } }>(query, { id: lineId }))
    .creditLine.used.amount;
}

const cancelInput = (loanId: string, key: string) => ({
  idempotencyKey: key,
  loanId,
  reason: 'the customer thought again',
});

function cancel(loanId: string, key: string): Promise<Shown> {
  return bank.lender.do('cancelDrawDown', cancelInput(loanId, key), 'status failure');
}

async function refusal(loanId: string, key: string): Promise<string> {
  return (await bank.lender.refusalOf('cancelDrawDown', cancelInput(loanId, key))).extensions.reason;
}

async function setHours(hours: Record<string, unknown> | null, key: string): Promise<void> {
  await bank.owner.do('setPaymentHours', { idempotencyKey: key, hours }, 'nextOpening');
  // New hours are known to all after a second.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
}

describe('a drawdown that is called off', () => {
  it('while the bank has it and has not paid ends without money, and the line is free again', async () => {
    const { lineId } = await aLine(bank, 'accepted');
    await misbehave(platform, { paidAfterMs: 60_000 });
    const { id } = await draw(bank, lineId, '500.00', 'accepted');
    const answers = await Promise.all([cancel(id, 'c1'), cancel(id, 'c1')]);
    expect(answers).toEqual(Array(2).fill({ status: 'FAILED', failure: 'the customer thought again' }));
    expect(await usedOf(lineId)).toBe('0.00');
    expect((await bankBook(platform)).find(({ reference }) => reference === id)).toMatchObject({
      status: 'REJECTED',
    });
    expect(await refusal(id, 'c2')).toBe('TOO_LATE_TO_CANCEL');
  });

  it('after the bank has paid is not called off', async () => {
    const { lineId } = await aLine(bank, 'paid');
    const { id } = await draw(bank, lineId, '500.00', 'paid');
    await untilSettled(bank, id);
    expect(await refusal(id, 'late')).toBe('TOO_LATE_TO_CANCEL');
    expect(await shown(id)).toMatchObject({
      status: 'ACTIVE',
      disbursement: { status: 'PAID', attempts: 1, needsAttention: false },
    });
  });

  it('at a bank that calls nothing off is paid', async () => {
    const { lineId } = await aLine(bank, 'stubborn');
    await misbehave(platform, { paidAfterMs: 2_000, noCancelShare: 1 });
    const { id } = await draw(bank, lineId, '500.00', 'stubborn');
    expect(await refusal(id, 'stubborn')).toBe('TOO_LATE_TO_CANCEL');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });

  it('while nobody knows what the bank did ends by the bank’s word alone', async () => {
    const { lineId } = await aLine(bank, 'unknown');
    await misbehave(platform, { failShare: 1, askFailShare: 1 });
    const { id } = await draw(bank, lineId, '500.00', 'unknown');
    const unknown = await until(id, ({ disbursement }) => disbursement.status === 'UNKNOWN');
    expect(unknown.disbursement.attempts).toBeGreaterThanOrEqual(1);
    expect(unknown.disbursement.lastOutcome).toMatch(/^STATUS_50/);
    expect(unknown.disbursement.nextAttemptAt).not.toBeNull();
    expect(await cancel(id, 'u1')).toMatchObject({ status: 'FAILED' });
    // What was still on its way to the bank is refused there.
    const late = await fetch(`${platform.ready.urls.sandboxBank}/book`);
    expect(
      late.ok &&
        (await bankBook(platform)).filter(({ reference, status }) => reference === id && status === 'PAID'),
    ).toEqual([]);
  });

  it('has one end when it races with the payment', async () => {
    const { lineId } = await aLine(bank, 'race');
    await misbehave(platform, { slowShare: 0.5, slowMs: 60, latencyMs: 0, seed: 5 });
    const draws = await Promise.all(
      Array.from({ length: 20 }, (_, i) => draw(bank, lineId, '100.00', `race ${i}`)),
    );
    await Promise.all(draws.map(({ id }, i) => cancel(id, `race ${i}`).catch(() => undefined)));
    await misbehave(platform);
    const ends = await Promise.all(draws.map(({ id }) => untilSettled(bank, id)));
    const paid = new Set(
      (await bankBook(platform)).filter(({ status }) => status === 'PAID').map(({ reference }) => reference),
    );
    expect(draws.map(({ id }) => (paid.has(id) ? 'ACTIVE' : 'FAILED'))).toEqual(ends);
    expect(await usedOf(lineId)).toBe(`${ends.filter((end) => end === 'ACTIVE').length * 100}.00`);
  });

  it('of wrong input is refused by a code', async () => {
    expect(await refusal('loan_none', 'w1')).toBe('NOT_FOUND');
    const { lineId } = await aLine(bank, 'wrong');
    await misbehave(platform, { paidAfterMs: 2_000 });
    const { id } = await draw(bank, lineId, '500.00', 'wrong');
    const input = { ...cancelInput(id, 'w2'), reason: ' ' };
    expect((await bank.lender.refusalOf('cancelDrawDown', input)).extensions.reason).toBe('INPUT_INVALID');
    expect(
      (await bank.riskOfficer.refusalOf('cancelDrawDown', cancelInput(id, 'w3'))).extensions.reason,
    ).toBe('FORBIDDEN');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });
});

describe('an order of which nobody knows the end', () => {
  it('is asked about later and later, and a person is told of it after a while', async () => {
    const { lineId } = await aLine(bank, 'attention');
    await misbehave(platform, { failShare: 1, askFailShare: 1 });
    const { id } = await draw(bank, lineId, '500.00', 'attention');
    await until(id, ({ disbursement }) => disbursement.status === 'UNKNOWN');
    expect((await shown(id)).disbursement.needsAttention).toBe(false);
    await queryAll(
      platform,
      "UPDATE lending.loan SET requested_at = requested_at - interval '1 hour' WHERE id = $1",
      [id],
    );
    const told = await until(id, ({ disbursement }) => disbursement.needsAttention);
    expect(told.disbursement.attempts).toBeGreaterThanOrEqual(2);
    const query =
      '{ disbursementsUnderWay(first: 10, needsAttention: true) { edges { node { loan { id } } } } }';
    expect(await bank.lender.ask(query)).toEqual({
      disbursementsUnderWay: { edges: [{ node: { loan: { id } } }] },
    });
    const audited = await queryAll(
      platform,
      "SELECT action FROM audit.event WHERE action = 'disbursementNeedsAttention' AND subject_id = $1",
      [id],
    );
    expect(audited).toHaveLength(1);
    await misbehave(platform);
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
    expect(await shown(id)).toMatchObject({ disbursement: { status: 'PAID', needsAttention: false } });
  });
});

describe('outside of the bank’s hours', () => {
  const minute = (offset: number): string => {
    // Never across midnight in Shanghai.
    const now = new Date(Date.now() + 8 * 3_600_000);
    const minutes = now.getUTCHours() * 60 + now.getUTCMinutes() + offset;
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  };
  /** Hours that ended a minute ago, or begin in some minutes: closed now, whatever the time. */
  const closedNow = (): Record<string, unknown> => {
    const now = new Date(Date.now() + 8 * 3_600_000);
    const minutes = now.getUTCHours() * 60 + now.getUTCMinutes();
    return minutes > 60
      ? { opensAt: '00:00', closesAt: minute(-30) }
      : { opensAt: minute(30), closesAt: '24:00' };
  };

  it('an order is held, shows when it goes, and goes when the test clock passes the opening', async () => {
    const { lineId } = await aLine(bank, 'held');
    await setHours(closedNow(), 'closed');
    const { id } = await draw(bank, lineId, '500.00', 'held');
    const held = await until(id, ({ disbursement }) => disbursement.status === 'HELD');
    expect(held).toMatchObject({
      status: 'DISBURSING',
      disbursement: { attempts: 0, lastOutcome: 'HELD', nextAttemptAt: null },
    });
    expect(Date.parse(held.disbursement.expectedAt ?? '')).toBeGreaterThan(Date.now());
    expect((await bankBook(platform)).filter(({ reference }) => reference === id)).toEqual([]);
    await advance(bank, 1, 'past the opening');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });

  it('an order that is held is called off without the bank', async () => {
    const { lineId } = await aLine(bank, 'held off');
    await setHours(closedNow(), 'closed again');
    const { id } = await draw(bank, lineId, '500.00', 'held off');
    await until(id, ({ disbursement }) => disbursement.status === 'HELD');
    expect(await cancel(id, 'held off')).toMatchObject({ status: 'FAILED' });
    expect((await bankBook(platform)).filter(({ reference }) => reference === id)).toEqual([]);
    expect(await usedOf(lineId)).toBe('0.00');
  });

  it('a published holiday holds an order as well', async () => {
    const { businessDate } = await bank.lender.ask<{ businessDate: string }>('{ businessDate }');
    const year = Number(businessDate.slice(0, 4));
    const calendar = { calendar: 'TEST-1', year, holidays: [businessDate], source: 'this test', weekend: [] };
    await bank.productManager.do('publishHolidays', { idempotencyKey: 'holiday', ...calendar }, 'code');
    await setHours({ closesAt: '24:00', calendar: 'TEST-1' }, 'with a calendar');
    const { lineId } = await aLine(bank, 'holiday');
    const { id } = await draw(bank, lineId, '500.00', 'holiday');
    const held = await until(id, ({ disbursement }) => disbursement.status === 'HELD');
    expect((held.disbursement.expectedAt ?? '').slice(11, 16)).toBe('16:00');
    await advance(bank, 1, 'past the holiday');
    expect(await untilSettled(bank, id)).toBe('ACTIVE');
  });

  it('a collection waits, too', async () => {
    const { lineId, borrowerId } = await aLine(bank, 'collected later');
    await aMandate(bank, borrowerId, 'collected later');
    const { id: loanId } = await draw(bank, lineId, '500.00', 'collected later');
    await untilSettled(bank, loanId);
    await setHours(closedNow(), 'closed for collections');
    const { id } = await collect(bank, loanId, 'collected later', '100.00');
    await eventually(10_000, async () => {
      const [row] = await queryAll(
        platform,
        'SELECT status, held_until IS NOT NULL AS held FROM lending.collection WHERE id = $1',
        [id],
      );
      return row?.['status'] === 'PENDING' && String(row['held']) === 'true' ? true : undefined;
    });
    await advance(bank, 1, 'past another opening');
    expect(await untilEnded(bank, id)).toMatchObject({ status: 'COLLECTED' });
  });

  it.each([
    [{ closesAt: '25:00' }],
    [{ opensAt: '9:00', closesAt: '17:00' }],
    [{ opensAt: '17:00', closesAt: '09:00' }],
    [{ closesAt: '17:00', weekend: [0] }],
    [{ closesAt: '17:00', weekend: [1, 2, 3, 4, 5, 6, 7] }],
    [{ closesAt: '17:00', calendar: 'NOBODYS' }, 'NOT_FOUND'],
  ])('is never said by hours that make no sense: %j', async (hours, reason = 'INPUT_INVALID') => {
    const input = { idempotencyKey: JSON.stringify(hours), hours };
    expect((await bank.owner.refusalOf('setPaymentHours', input)).extensions.reason).toBe(reason);
    expect((await bank.lender.refusalOf('setPaymentHours', input)).extensions.reason).toBe('FORBIDDEN');
  });
});

it('leaves books that balance and agree with the bank', async () => {
  expect(await findingsInTheEnd(platform)).toEqual([]);
});
