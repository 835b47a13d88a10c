import { yuan } from '../harness/a-loan.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { Refused } from '../harness/caller.fixture.js';
import { pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import { disagreementsIn } from '../servicing/agreement.fixture.js';
import { aBankWithLoans, type LendingBank } from './many-loans.fixture.js';
import { anyTime, namedMoments } from './moments.fixture.js';
import { differences, loansByName, stateOf } from './state.fixture.js';

jest.setTimeout(600_000);

/*
 * Two banks with the same loans. The first one's days end while the platform is killed again and again and its borrowers go on paying; the
 * second one's end in peace, one by one, with the same payments on the same days. Both must then stand the same. More kills: FANXING_DAY_KILLS.
 */
const kills = Number(process.env['FANXING_DAY_KILLS'] ?? 4);
const seed = Number(process.env['FANXING_SEED'] ?? 20_261_127);
const copies = Number(process.env['FANXING_DAY_COPIES'] ?? 120);
/** Fewer than a tenant may have connections, so that its day's end gets one while all payments wait. */
const payersAtOnce = 2;
const moments = [...namedMoments, ...Array.from({ length: kills }, (_, place) => anyTime(seed + place))];

const platform = newPlatform();
let harried: LendingBank;
let peaceful: LendingBank;
let loanIds: readonly string[];

beforeAll(async () => {
  await platform.start();
  [harried, peaceful] = await Promise.all([
    aBankWithLoans(platform, 'harried', copies),
    aBankWithLoans(platform, 'peaceful', copies),
  ]);
  const rows = await queryAll<{ id: string }>(
    platform,
    'SELECT id FROM lending.loan WHERE tenant_id = $1 ORDER BY id',
    [harried.tenant.id],
  );
  loanIds = rows.map(({ id }) => id);
});
afterAll(destroyPlatforms);

interface Payment {
  readonly idempotencyKey: string;
  readonly loanId: string;
  readonly amount: { readonly amount: string };
}

const acknowledged: Payment[] = [];
const unanswered: Payment[] = [];

/** Pays on a loan; an answer that does not come is remembered, so that the payment is sent again as it should be. */
async function payOn(payment: Payment): Promise<void> {
  try {
    await harried.tenant.lender.do('repay', { ...payment }, 'id');
    acknowledged.push(payment);
  } catch (error) {
    if (!(error instanceof Refused)) unanswered.push(payment);
  }
}

function endDays(turn: number, days: number): Promise<unknown> {
  const input = { idempotencyKey: `day ${turn}`, days };
  return harried.tenant.lender.do('advanceTestClock', input, 'businessDate');
}

it('two banks with the same loans begin alike', async () => {
  expect(loanIds.length).toBeGreaterThan(copies);
  expect(differences(await state(harried), await state(peaceful))).toEqual({});
  expect(await disagreementsIn(platform)).toEqual([]);
});

it.each(moments.map((moment, turn) => [moment.name, moment, turn] as const))(
  'a day that ends is killed: %s',
  async (_, moment, turn) => {
    const random = seededRandom(seed * 31 + turn);
    const days = 1 + Math.floor(random() * 2);
    const { hasCome, letGo } = await moment.prepare(platform, harried.tenant.id);
    let isOver = false;
    const payer = async (place: number): Promise<void> => {
      for (let payment = 0; !isOver; payment += 1) {
        await payOn({
          idempotencyKey: `${turn} ${place} ${payment}`,
          loanId: loanIds[Math.floor(random() * loanIds.length)] ?? '',
          amount: yuan((1 + Math.floor(random() * 40_000) / 100).toFixed(2)),
        });
        await pause(20);
      }
    };
    const day = endDays(turn, days).catch(() => 'no answer');
    const pay = (): Promise<void>[] => Array.from({ length: payersAtOnce }, (__, place) => payer(place));
    // Whoever pays holds the books' date: where the day's end is held up, nobody may before the date has moved.
    let payers = moment.isHeldUp ? [] : pay();
    try {
      await hasCome();
      if (moment.isHeldUp) {
        payers = pay();
        await pause(50);
      }
    } finally {
      await platform.kill();
      isOver = true;
      await Promise.all([day, ...payers]);
      await letGo();
    }
    await platform.start();
    const again = unanswered.splice(0);
    await Promise.all([endDays(turn, days), ...again.map(payOn)]);
    expect(unanswered).toEqual([]);
    expect(await disagreementsIn(platform)).toEqual([]);
  },
);

it('nobody else’s clock has moved', async () => {
  const dates = await queryAll<{ tenant_id: string; business_date: Date }>(
    platform,
    'SELECT tenant_id, business_date FROM lending.book',
  );
  expect(new Set(dates.map(({ business_date }) => business_date.getTime())).size).toBe(2);
  const [closed] = await queryAll<{ count: string }>(
    platform,
    'SELECT count(*) FROM lending.loan WHERE tenant_id = $1 AND (accrual_from <> drawn_on OR accrued_minor <> 0)',
    [peaceful.tenant.id],
  );
  expect(closed?.count).toBe('0');
});

it('no payment was lost, and none taken twice', async () => {
  const kept = await queryAll<{ count: string }>(
    platform,
    'SELECT count(*) FROM lending.repayment WHERE tenant_id = $1',
    [harried.tenant.id],
  );
  expect(acknowledged.length).toBeGreaterThan(moments.length);
  expect(Number(kept[0]?.count)).toBe(acknowledged.length);
});

it('the days of a bank in peace, one by one, with the same payments, end the same', async () => {
  await liveInPeace();
  expect(differences(await state(harried), await state(peaceful))).toEqual({});
  expect(await disagreementsIn(platform)).toEqual([]);
});

it('a day’s end that is asked for again changes nothing', async () => {
  const before = await state(harried);
  await Promise.all(moments.map((_, turn) => endDays(turn, 1).catch(() => 'another body')));
  for (const [turn] of moments.entries()) {
    const days = 1 + Math.floor(seededRandom(seed * 31 + turn)() * 2);
    await endDays(turn, days);
  }
  expect(await state(harried)).toEqual(before);
});

function state({ tenant }: LendingBank): ReturnType<typeof stateOf> {
  return stateOf(platform, tenant.id);
}

interface Paid {
  readonly loan_id: string;
  readonly amount: string;
  readonly booked_on: string;
}

/** Gives the peaceful bank the payments of the other on their days, in their order, and ends a day after the other. */
async function liveInPeace(): Promise<void> {
  const payments = await queryAll<Paid>(
    platform,
    `SELECT loan_id, (amount_minor / 100.0)::numeric(18, 2)::text AS amount, booked_on::text FROM lending.repayment
     WHERE tenant_id = $1 ORDER BY received_at`,
    [harried.tenant.id],
  );
  const names = new Map(
    [...(await loansByName(platform, harried.tenant.id))].map(([name, id]) => [id, name]),
  );
  const theirs = await loansByName(platform, peaceful.tenant.id);
  const { lender } = peaceful.tenant;
  const [end] = await queryAll<{ on: string }>(
    platform,
    'SELECT business_date::text AS on FROM lending.book WHERE tenant_id = $1',
    [harried.tenant.id],
  );
  let { businessDate: on } = await lender.ask<{ businessDate: string }>('{ businessDate }');
  for (let turn = 0; ; turn += 1) {
    const today = payments.filter(({ booked_on }) => booked_on === on);
    for (const [number, { loan_id, amount }] of today.entries()) {
      const loanId = theirs.get(names.get(loan_id) ?? '') ?? '';
      await lender.do('repay', { idempotencyKey: `${on} ${number}`, loanId, amount: yuan(amount) }, 'id');
    }
    if (on === end?.on) return;
    const input = { idempotencyKey: `peace ${turn}`, days: 1 };
    const ended = await lender.do<{ businessDate: string }>('advanceTestClock', input, 'businessDate');
    on = ended.businessDate;
  }
}
