import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { aLoan, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import { addDays, LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';
import { aLineUnder, publishServiced } from './serviced-product.fixture.js';

jest.setTimeout(240_000);

/*
 * A farmer has a line of 300,000.00 and, in three months, draws on it 25 times, 10,000.00 to 54,000.00 for feed, and repays whenever pigs are
 * sold. The service lives it; `fanxing line` is told the same story. Amounts are in whole 500.00, of which a day costs 0.20: no cent of
 * rounding hides behind another.
 */
const seed = Number(process.env['FANXING_SEED'] ?? 26);
const limitMinor = 30_000_000;
const draws = 25;
const lastDay = 91;

const platform = sharedPlatform();
let bank: Tenant;
let desk: LoanDesk;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  desk = new LoanDesk(bank);
});
afterAll(destroyPlatforms);

interface StoryEvent {
  readonly on: string;
  readonly draw?: string;
  readonly repay?: string;
}

interface Played {
  readonly outstanding: string;
  readonly available: string;
  readonly interestAccrued: string;
  readonly interestPaid: string;
  readonly days: readonly { readonly on: string; readonly outstanding: string; readonly interest: string }[];
  readonly rejected: readonly { readonly on: string; readonly code: string }[];
}

it(`the farmer's story costs what the pure line says, to the cent (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  const productId = await publishServiced(
    bank,
    'pigs',
    { limitMax: '300000.00', termDays: 180 },
    '300000.00',
  );
  const { lineId } = await aLineUnder(bank, productId, 'farmer');
  const openedOn = await desk.passDays(1);
  const amounts = [1_000_000, 5_400_000, ...Array.from({ length: draws - 2 }, () => someFeed(random))];
  const events: StoryEvent[] = [];
  const open = new Map<string, number>();
  const used = (): number => [...open.values()].reduce((sum, minor) => sum + minor, 0);
  let [drawn, on] = [0, openedOn];
  for (let day = 0; day <= lastDay; day += 1) {
    while (drawn < draws && Math.floor((drawn * 88) / (draws - 1)) === day) {
      const minor = amounts[drawn] ?? 0;
      if (used() + minor > limitMinor) await sellPigs(minor);
      const loanId = await aLoan(bank, lineId, text(minor), `feed ${drawn}`);
      events.push({ on, draw: text(minor) });
      open.set(loanId, minor);
      drawn += 1;
    }
    if (day === 40) await askForTooMuch();
    if (day % 9 === 8) await sellPigs(Math.floor(random() * 6) * 100_000);
    expect(used()).toBeLessThanOrEqual(limitMinor);
    expect((await desk.lineOf(lineId)).used.amount).toBe(text(used()));
    if (day < lastDay) on = await desk.passDays(1);
  }
  const played = play({
    limit: '300000.00',
    currency: 'CNY',
    dailyRate: '0.0004',
    openedOn,
    events,
    asOf: on,
  });
  expect(drawn).toBe(draws);
  expect(amounts.reduce((sum, minor) => sum + minor, 0)).toBeGreaterThan(2 * limitMinor);
  expect(played.rejected).toEqual([expect.objectContaining({ code: 'LIMIT_EXCEEDED' })]);
  await mustAgree(played, lineId, openedOn, on);

  /** Every loan's interest of the days it was used is paid, and of the oldest ones so much principal as makes room. */
  async function sellPigs(roomMinor: number): Promise<void> {
    let [left, sum] = [roomMinor, 0];
    for (const [loanId, minor] of open) {
      const { interestDue } = await desk.loanOf(loanId);
      const principal = Math.min(left, minor);
      const paid = principal + Math.round(Number(interestDue.amount) * 100);
      left -= principal;
      if (paid === 0) continue;
      const input = { idempotencyKey: `pigs ${on} ${loanId} ${paid}`, loanId, amount: yuan(text(paid)) };
      const taken = await bank.lender.do('repay', input, 'principal { amount } interest { amount }');
      expect(taken).toEqual({ principal: { amount: text(principal) }, interest: interestDue });
      if (principal === minor) open.delete(loanId);
      else open.set(loanId, minor - principal);
      sum += paid;
    }
    if (sum > 0) events.push({ on, repay: text(sum) });
  }

  async function askForTooMuch(): Promise<void> {
    const amount = text(limitMinor - used() + 50_000);
    const input = { idempotencyKey: 'too much', creditLineId: lineId, amount: yuan(amount) };
    expect((await bank.lender.refusalOf('drawDown', input)).extensions.code).toBe('LIMIT_EXCEEDED');
    events.push({ on, draw: amount });
  }
});

/** Day by day and in all, what the books hold against what the story says. The last day has not ended in the books. */
async function mustAgree(played: Played, lineId: string, openedOn: string, on: string): Promise<void> {
  const booked = await queryAll<{ on: string; minor: string }>(
    platform,
    `SELECT accrued_on::text AS on, sum(amount_minor)::text AS minor FROM lending.accrual JOIN lending.loan
       ON loan.tenant_id = accrual.tenant_id AND loan.id = accrual.loan_id WHERE credit_line_id = $1 GROUP BY 1`,
    [lineId],
  );
  const bookedOn = new Map(booked.map((row) => [row.on, Number(row.minor)]));
  const ended = played.days.filter((day) => day.on < on);
  expect(ended).toHaveLength(lastDay);
  expect(ended.at(0)?.on).toBe(openedOn);
  expect(ended.map((day) => ({ ...day, interest: text(bookedOn.get(day.on) ?? 0) }))).toEqual(ended);
  for (const day of ended) expect(Number(day.interest)).toBeCloseTo(Number(day.outstanding) * 0.0004, 6);
  const [sums] = await queryAll<{ accrued: string; paid: string; owed: string }>(
    platform,
    `SELECT sum(accrued_minor)::text AS accrued, sum(interest_paid_minor)::text AS paid, sum(outstanding_minor)::text AS owed
     FROM lending.loan WHERE credit_line_id = $1`,
    [lineId],
  );
  const today = played.days.at(-1)?.interest ?? '';
  expect({
    accrued: text(Number(sums?.accrued) + Math.round(Number(today) * 100)),
    paid: text(Number(sums?.paid)),
    owed: text(Number(sums?.owed)),
    available: (await desk.lineOf(lineId)).available.amount,
  }).toEqual({
    accrued: played.interestAccrued,
    paid: played.interestPaid,
    owed: played.outstanding,
    available: played.available,
  });
  expect(addDays(openedOn, lastDay)).toBe(on);
  expect(await disagreementsIn(platform)).toEqual([]);
}

function play(story: unknown): Played {
  const program = join(import.meta.dirname, '../../../cli/dist/main.js');
  const input = JSON.stringify(story);
  return JSON.parse(
    execFileSync(process.execPath, [program, 'line', '--story', '-', '--json'], { input, encoding: 'utf8' }),
  ) as Played;
}

/** 10,000.00 to 54,000.00 in steps of 500.00. */
function someFeed(random: () => number): number {
  return 1_000_000 + Math.floor(random() * 89) * 50_000;
}

function text(minor: number): string {
  return (minor / 100).toFixed(2);
}
