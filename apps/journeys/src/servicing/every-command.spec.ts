import fc from 'fast-check';
import { aLoan, draw, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings, queryAll } from '../harness/auditor.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { untilNoneIsOnItsWay } from '../harness/drawing.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { interestOnPaper, onPaperDisagrees } from './paper.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';

jest.setTimeout(300_000);

/* Everything that can be done to loans of every method, many at once and while days end; then a model on paper must agree with each loan. */
const seed = Number(process.env['FANXING_SEED'] ?? 20_261_127);
const rounds = Number(process.env['FANXING_ROUNDS'] ?? 16);
const atOnce = 9;

const methods = [
  'EQUAL_INSTALMENT',
  'EQUAL_PRINCIPAL',
  'INTEREST_ONLY',
  'BULLET',
  'FLAT',
  'BALLOON',
  'STEP_UP',
];
const servicing = {
  overpayment: 'KEEP',
  penalty: { dailyRate: '0.0003', graceDays: 1, compounding: 'COMPOUND' },
  nonAccrualAfterDays: 9,
  tierFromDays: [1, 4, 8, 12],
  bucketFromDays: [1, 4, 8],
  provisioning: { basis: 'TIER' },
};

const platform = newPlatform();
let bank: Tenant;
const lineIds: string[] = [];
const loanIds: string[] = [];

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  const plans = methods.map((method) => ({
    method,
    periods: 4,
    every: { unit: 'DAY', count: 5 },
    feeAmount: '1.50',
    ...(method === 'BALLOON' ? { balloonRate: '0.4' } : {}),
    ...(method === 'STEP_UP' ? { step: { rate: '0.05', everyInstalments: 2 } } : {}),
  }));
  await Promise.all(
    [null, ...plans].map(async (repayment, place) => {
      const terms = { servicing, ...(repayment ? { repayment } : { termDays: 8 }) };
      const { lineId } = await aLineUnder(
        bank,
        await publishServiced(bank, `product-${place}`, terms),
        `b ${place}`,
      );
      lineIds.push(lineId);
      loanIds.push(await aLoan(bank, lineId, '3000.00', `first ${place}`));
      // Only time passes over this one, so that there is interest by the day to look at, whatever the others meet.
      if (!repayment) await aLoan(bank, lineId, '600.00', 'untouched');
    }),
  );
});
afterAll(destroyPlatforms);

const command = fc.record({
  kind: fc.oneof(
    ...(
      [
        ['repay', 8],
        ['payOff', 2],
        ['draw', 3],
        ['reverse', 3],
        ['refund', 2],
        ['restructure', 2],
        ['waive', 4],
        ['writeOff', 4],
        ['freeze', 1],
        ['unfreeze', 2],
      ] as const
    ).map(([kind, weight]) => ({ weight, arbitrary: fc.constant(kind) })),
  ),
  place: fc.nat(1_000),
  minor: fc.integer({ min: 100, max: 90_000 }),
  days: fc.integer({ min: 5, max: 20 }),
  capitalise: fc.boolean(),
});
type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;

const outcomes = new Map<string, number>();
const repaymentIds: string[] = [];

it(`loans of every method agree with ledger, line and paper (seed ${seed})`, async () => {
  const desk = new LoanDesk(bank);
  const script = fc.sample(command, { seed, numRuns: rounds * atOnce });
  const pauses = fc.sample(fc.integer({ min: 1, max: 3 }), { seed, numRuns: rounds });
  for (let round = 0; round < rounds; round += 1) {
    const commands = script.slice(round * atOnce, (round + 1) * atOnce);
    await Promise.all([
      ...commands.map((each, place) => counted(each.kind, () => run(each, `${round}/${place}`))),
      desk.passDays(pauses[round] ?? 1),
    ]);
  }
  await untilNoneIsOnItsWay(platform);
  process.stdout.write(`${JSON.stringify(Object.fromEntries([...outcomes].sort()))}\n`);
  expect(await onPaperDisagrees(platform)).toEqual([]);
  const interest = await interestOnPaper(platform);
  expect(interest.length).toBeGreaterThan(0);
  expect(interest.filter(({ agrees }) => !agrees)).toEqual([]);
  expect(await disagreementsIn(platform)).toEqual([]);
  expect((await findings(platform)).filter((finding) => !/^(a job|an event)/.test(finding))).toEqual([]);
  const bad = [...outcomes.keys()].filter((outcome) => /INTERNAL|WRITE_CONTENTION|fetch/.test(outcome));
  expect(bad).toEqual([]);
  for (const kind of ['repay', 'draw', 'reverse', 'restructure', 'waive', 'freeze', 'unfreeze'])
    expect([kind, outcomes.get(`${kind} done`) ?? 0]).not.toEqual([kind, 0]);
});

/** A command may be refused for what the others did; whatever happens, it happens whole. */
async function counted(kind: string, work: () => Promise<unknown>): Promise<void> {
  const outcome = await work().then(
    () => 'done',
    (error: { error?: { extensions?: { reason?: string } } }) =>
      error.error?.extensions?.reason ?? String(error),
  );
  const name = `${kind} ${outcome}`;
  outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
}

async function run(
  { kind, place, minor, days, capitalise }: Command,
  idempotencyKey: string,
): Promise<unknown> {
  const { lender, riskOfficer } = bank;
  const loanId = loanIds[place % loanIds.length] ?? '';
  const creditLineId = lineIds[place % lineIds.length] ?? '';
  const amount = yuan((minor / 100).toFixed(2));
  const because = { idempotencyKey, reason: 'a test' };
  switch (kind) {
    case 'repay':
      return repay(lender, { idempotencyKey, loanId, amount });
    case 'payOff': {
      const { total } = await new LoanDesk(bank).quote(loanId);
      return repay(lender, { idempotencyKey, loanId, amount: yuan((Number(total.amount) + 5).toFixed(2)) });
    }
    case 'draw':
      return loanIds.push((await draw(bank, creditLineId, '700.00', idempotencyKey)).id);
    case 'reverse': {
      const repaymentId = repaymentIds[place % Math.max(1, repaymentIds.length)];
      return repaymentId ? lender.do('reverseRepayment', { ...because, repaymentId }, 'id') : undefined;
    }
    case 'refund':
      return lender.do('refundOverpayment', { idempotencyKey, loanId, amount: yuan('1.00') }, 'id');
    case 'restructure': {
      const periods = place % 8 === 0 ? days : 1 + (days % 4);
      return riskOfficer.do(
        'restructureLoan',
        { ...because, loanId, periods, capitaliseInterest: capitalise },
        'id',
      );
    }
    case 'waive': {
      const { loan } = await lender.ask<{ loan: Record<'interestDue' | 'penaltyDue', { amount: string }> }>(
        'query ($id: ID!) { loan(id: $id) { interestDue { amount } penaltyDue { amount } } }',
        { id: loanId },
      );
      const half = ({ amount: owed }: { amount: string }) =>
        yuan((Math.floor(Number(owed) * 50) / 100).toFixed(2));
      const waived = { interest: half(loan.interestDue), penalty: half(loan.penaltyDue) };
      return riskOfficer.do('waiveCharges', { ...because, loanId, ...waived }, 'id');
    }
    case 'writeOff':
      return riskOfficer.do('writeOffLoan', { ...because, loanId }, 'id');
    case 'freeze':
      return lender.do('freezeCreditLine', { ...because, creditLineId }, 'id');
    case 'unfreeze':
      return lender.do('unfreezeCreditLine', { ...because, creditLineId }, 'id');
  }
}

async function repay(lender: Caller, input: Record<string, unknown>): Promise<void> {
  repaymentIds.push((await lender.do<{ id: string }>('repay', input, 'id')).id);
}

it('every command was kept with its key, and none twice', async () => {
  const kept = await queryAll(
    platform,
    `SELECT operation, key FROM lending.idempotency_key GROUP BY tenant_id, environment, operation, key HAVING count(*) > 1`,
  );
  expect(kept).toEqual([]);
});
