import { aLine, aLoan, draw, untilSettled, yuan } from '../harness/a-loan.fixture.js';
import { aTenant, dailyRate, type Tenant } from '../harness/a-tenant.fixture.js';
import { findings } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import { LoanDesk } from '../one-loan/loan-desk.fixture.js';
import { disagreementsIn } from './agreement.fixture.js';

jest.setTimeout(300_000);

/* Many at once draw, repay, reverse and end days; then each loan must stand where a ledger on paper would have it. */
const seed = Number(process.env['FANXING_SEED'] ?? 20_261_127);
const rounds = 12;
const atOnce = 8;

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

interface Kept {
  readonly amount: { readonly amount: string };
  readonly bookedOn: string;
  readonly reversed: boolean;
}

interface KeptLoan {
  readonly status: string;
  readonly drawnOn: string;
  readonly principal: { readonly amount: string };
  readonly outstanding: { readonly amount: string };
  readonly interestDue: { readonly amount: string };
  readonly repayments: readonly Kept[];
}

const selection = `status drawnOn principal { amount } outstanding { amount } interestDue { amount }
  repayments { amount { amount } bookedOn reversed }`;

it(`keeps ledger, sub-ledger, line and loans in agreement (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const desk = new LoanDesk(bank);
  const { lineId } = await aLine(bank, 'Wang');
  const loanIds = [
    await aLoan(bank, lineId, '6000.00', 'first'),
    await aLoan(bank, lineId, '3000.00', 'second'),
  ];
  const repaymentIds: string[] = [];
  const outcomes = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    const commands = Array.from({ length: atOnce }, (_, place) => command(`${round}/${place}`));
    await Promise.all([...commands.map((run) => run()), desk.passDays(1 + below(4))]);
  }
  process.stdout.write(`${JSON.stringify(Object.fromEntries(outcomes))}\n`);
  const { businessDate } = await bank.lender.ask<{ businessDate: string }>('{ businessDate }');
  for (const id of loanIds) {
    await untilSettled(bank, id);
    const { loan } = await bank.lender.ask<{ loan: KeptLoan }>(
      `query ($id: ID!) { loan(id: $id) { ${selection} } }`,
      { id },
    );
    expect({ id, ...standingOf(loan) }).toEqual({ id, ...onPaper(loan, businessDate) });
  }
  expect(await disagreementsIn(platform)).toEqual([]);
  expect((await findings(platform)).filter((finding) => !finding.startsWith('a job'))).toEqual([]);
  expect(outcomes.get('repaid') ?? 0).toBeGreaterThan(10);

  function command(key: string): () => Promise<void> {
    const dice = below(10);
    const loanId = loanIds[below(loanIds.length)] ?? '';
    const amount = `${1 + below(400)}.${String(below(100)).padStart(2, '0')}`;
    if (dice < 6)
      return counted('repaid', async () => void repaymentIds.push((await repay(loanId, amount, key)).id));
    if (dice < 8)
      return counted('drawn', async () => void loanIds.push((await draw(bank, lineId, '500.00', key)).id));
    const repaymentId = repaymentIds[below(Math.max(1, repaymentIds.length))];
    if (!repaymentId) return () => Promise.resolve();
    const input = { idempotencyKey: key, repaymentId, reason: 'a mistake' };
    return counted('reversed', () => bank.lender.do('reverseRepayment', input, 'id'));
  }

  /** A command may be refused for what the others did; whatever happens, it happens whole. */
  function counted(name: string, work: () => Promise<unknown>): () => Promise<void> {
    return async () => {
      const done = await work().then(
        () => name,
        (error: { error?: { extensions?: { reason?: string } } }) =>
          error.error?.extensions?.reason ?? String(error),
      );
      outcomes.set(done, (outcomes.get(done) ?? 0) + 1);
    };
  }
});

function repay(loanId: string, amount: string, key: string): Promise<{ id: string }> {
  return bank.lender.do('repay', { idempotencyKey: key, loanId, amount: yuan(amount) }, 'id');
}

function standingOf(loan: KeptLoan) {
  return { outstanding: minorOf(loan.outstanding.amount), interest: minorOf(loan.interestDue.amount) };
}

/** Interest by the day on what is outstanding at its end, rounded over all days; each repayment to interest first. */
function onPaper(loan: KeptLoan, today: string) {
  const perDay = Number(dailyRate) * 10_000;
  let [outstanding, exact, paid] = [minorOf(loan.principal.amount), 0, 0];
  for (let day = loan.drawnOn; day <= today; day = next(day)) {
    const booked = Math.floor((exact + 5_000) / 10_000);
    for (const { amount, bookedOn, reversed } of loan.repayments) {
      if (reversed || bookedOn !== day) continue;
      const interest = Math.min(minorOf(amount.amount), booked - paid);
      const principal = minorOf(amount.amount) - interest;
      paid += interest;
      outstanding -= principal;
    }
    if (day < today) exact += outstanding * perDay;
  }
  return { outstanding, interest: Math.floor((exact + 5_000) / 10_000) - paid };
}

function next(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}

function minorOf(amount: string): number {
  return Math.round(Number(amount) * 100);
}
