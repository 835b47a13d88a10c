import { aLoan } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { findingsInTheEnd } from '../harness/drawing.fixture.js';
import { eventually, pause } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';
import { seededRandom } from '../harness/seeded.fixture.js';
import { aLineWithMandate, collect, collectionBook } from './collecting.fixture.js';

jest.setTimeout(240_000);

const platform = newPlatform();
const loansCount = 40;
let bank: Tenant;
let loanIds: string[];

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  const lines = await Promise.all(
    Array.from({ length: loansCount }, (_, index) => aLineWithMandate(bank, `customer ${index}`)),
  );
  loanIds = await Promise.all(
    lines.map(({ lineId }, index) => aLoan(bank, lineId, '2000.00', `draw ${index}`)),
  );
});
afterAll(destroyPlatforms);

interface Round {
  readonly seed: number;
  readonly afterAnswers: number;
  readonly faults: Record<string, number>;
  readonly withBank?: true;
}

const everything = {
  takeAndNotAnswerShare: 0.15,
  failAfterPayingShare: 0.15,
  failShare: 0.1,
  resetShare: 0.1,
  wrongBodyShare: 0.1,
  dripShare: 0.05,
  insufficientFundsShare: 0.1,
  slowShare: 0.2,
  slowMs: 1_500,
  askFailShare: 0.3,
};

const rounds: readonly Round[] = [
  { seed: 31, afterAnswers: 1, faults: {} },
  { seed: 32, afterAnswers: 20, faults: { ...everything, seed: 32 } },
  { seed: 33, afterAnswers: 35, faults: { paidAfterMs: 1_500, askFailShare: 0.3, seed: 33 }, withBank: true },
];

async function tryToCollect(loanId: string, key: string, amount: string): Promise<string | null> {
  try {
    return (await collect(bank, loanId, key, amount)).id;
  } catch {
    return null;
  }
}

/** Waits until nothing is under way and what follows from each end is done. Fails with what is left. */
async function untilAllEnded(patienceMs: number): Promise<void> {
  const left = (): Promise<unknown[]> =>
    queryAll(
      platform,
      'SELECT id, status, attempts, last_outcome FROM lending.collection WHERE NOT is_finished',
    );
  await eventually(patienceMs, async () => ((await left()).length === 0 ? true : undefined)).catch(
    async () => {
      throw new Error(`still under way after ${patienceMs} ms: ${JSON.stringify(await left())}`);
    },
  );
}

/** What the bank's own book says beside ours, in SQL: every difference is a line. */
async function differences(): Promise<string[]> {
  const ours = await queryAll(
    platform,
    `SELECT c.id, c.status, to_char(c.amount_minor / 100.0, 'FM999999990.00') AS amount,
            (SELECT count(*) FROM lending.incoming_payment p WHERE p.bank_reference = c.id) AS payments,
            (SELECT count(*) FROM lending.repayment r JOIN lending.incoming_payment p ON p.repayment_id = r.id
             WHERE p.bank_reference = c.id AND r.reversal_id IS NULL AND r.amount_minor = c.amount_minor AND r.loan_id = c.loan_id) AS repayments
     FROM lending.collection c`,
  );
  const theirs = (await collectionBook(platform)).filter(({ status }) => status === 'COLLECTED');
  const found: string[] = [];
  if (new Set(theirs.map(({ reference }) => reference)).size !== theirs.length)
    found.push('the bank took one twice');
  const taken = new Map(theirs.map(({ reference, amount }) => [reference, amount]));
  for (const row of ours) {
    const isTaken = taken.has(row['id'] ?? '');
    const expected = isTaken ? '1' : '0';
    if ((row['status'] === 'COLLECTED') !== isTaken)
      found.push(`${row['id']} is ${row['status']}, at the bank: ${isTaken}`);
    if (isTaken && taken.get(row['id'] ?? '') !== row['amount'])
      found.push(`${row['id']} has another amount`);
    if (String(row['payments']) !== expected || String(row['repayments']) !== expected)
      found.push(`${row['id']} has ${row['payments']} payments, ${row['repayments']} repayments`);
    taken.delete(row['id'] ?? '');
  }
  for (const reference of taken.keys()) found.push(`${reference} was taken and is not known`);
  const [sums] = await queryAll(
    platform,
    `SELECT (SELECT coalesce(sum(amount_minor), 0) FROM lending.repayment WHERE reversal_id IS NULL)::text AS repaid,
            (SELECT coalesce(sum(posting.amount_minor * CASE posting.side WHEN 'debit' THEN 1 ELSE -1 END), 0) FROM ledger.posting
             JOIN ledger.account ON account.tenant_id = posting.tenant_id AND account.environment = posting.environment AND account.id = posting.account_id
             JOIN ledger.journal_entry AS entry ON entry.tenant_id = posting.tenant_id AND entry.environment = posting.environment AND entry.id = posting.entry_id
             WHERE account.code = '1001' AND entry.status = 'posted' AND entry.cause_type = 'repayment')::text AS booked`,
  );
  const total = theirs.reduce((sum, { amount }) => sum + BigInt(amount.replace('.', '')), 0n).toString();
  if (sums?.['repaid'] !== total || sums['booked'] !== total)
    found.push(`the bank took ${total}, repaid ${sums?.['repaid']}, booked ${sums?.['booked']}`);
  return found;
}

describe(`kill -9 in the middle of ${loansCount} collections at once`, () => {
  it.each(
    rounds.map(
      (round) =>
        [
          `seed ${round.seed}, after ${round.afterAnswers} answers, ${JSON.stringify(round.faults)}`,
          round,
        ] as const,
    ),
  )('takes nothing twice and loses nothing: %s', async (_, round) => {
    const random = seededRandom(round.seed);
    await misbehave(platform, round.faults);
    let answered = 0;
    const wanted = loanIds.map((loanId, index) => ({
      loanId,
      key: `collect ${round.seed} ${index}`,
      amount: (10 + Math.floor(random() * 10_000) / 100).toFixed(2),
    }));
    const answers = wanted.map(({ loanId, key, amount }) =>
      tryToCollect(loanId, key, amount).then((id) => {
        answered += id === null ? 0 : 1;
        return id;
      }),
    );
    await eventually(30_000, () => (answered >= round.afterAnswers ? true : undefined));
    await pause(random() * 60);
    await platform.kill();
    if (round.withBank) platform.killBank();
    const first = await Promise.all(answers);
    await platform.start();
    await misbehave(platform);
    // Those who got no answer ask again with their key: the same collection, or one that was never made.
    const lost = wanted.filter((__, index) => first[index] === null);
    const second = await Promise.all(
      lost.map(({ loanId, key, amount }) => tryToCollect(loanId, key, amount)),
    );
    expect(second.filter((id) => id === null)).toEqual([]);
    const promised = [...first, ...second].filter((id) => id !== null);
    expect(new Set(promised).size).toBe(loansCount);
    await untilAllEnded(90_000);
    const stored = new Set(
      (await queryAll(platform, 'SELECT id FROM lending.collection')).map((row) => row['id']),
    );
    expect(promised.filter((id) => !stored.has(id))).toEqual([]);
    expect(await differences()).toEqual([]);
    expect(await findingsInTheEnd(platform)).toEqual([]);
  });

  it('leaves nothing running once it is stopped in order', async () => {
    expect(await platform.stop()).toEqual({ status: 0, left: [] });
  });
});
