import fc from 'fast-check';
import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import {
  differenceByCurrency,
  postEntry,
  reverseEntry,
  voidEntry,
  type JournalEntry,
} from '../entry/journal-entry.js';
import { disbursementPending, interestAccrued, repaymentReceived } from '../entry/loan-entries.js';
import { balanceOf, pendingPostings, postedPostings, trialBalance } from './balance.js';

const cny = parseCurrency('CNY');
const usd = parseCurrency('USD');
const bookedOn = parseBusinessDate('2026-11-22');
const facts = { loanId: 'loan_1', currency: cny, bookedOn };

const drawdown = disbursementPending({ ...facts, amountMinor: 1_000n });
const life = [
  postEntry(drawdown),
  interestAccrued({ ...facts, amountMinor: 10n }),
  repaymentReceived({
    ...facts,
    repaymentId: 'repay_1',
    allocation: { interestMinor: 10n, principalMinor: 400n },
  }),
];

describe('balances', () => {
  it('shows what is owed, earned and gone from the funding account after a draw, a day and a repayment', () => {
    const postings = postedPostings(life);
    expect(balanceOf(postings, '1301', cny)).toBe(600n);
    expect(balanceOf(postings, '1311', cny)).toBe(0n);
    expect(balanceOf(postings, '6011', cny)).toBe(10n);
    expect(balanceOf(postings, '1001', cny)).toBe(-590n);
    expect(balanceOf(postings, '1301', usd)).toBe(0n);
  });

  it('counts a drawdown only once the bank has confirmed it', () => {
    expect(balanceOf(postedPostings([drawdown]), '1301', cny)).toBe(0n);
    expect(balanceOf(pendingPostings([drawdown]), '1301', cny)).toBe(1_000n);
    expect(balanceOf(postedPostings([postEntry(drawdown)]), '1301', cny)).toBe(1_000n);
    expect(postedPostings([voidEntry(drawdown)])).toEqual([]);
    expect(pendingPostings([voidEntry(drawdown)])).toEqual([]);
  });
});

describe('trial balance', () => {
  it('lists accounts in order, each currency for itself, with what is pending apart', () => {
    const dollars = disbursementPending({ ...facts, currency: usd, amountMinor: 77n });
    expect(trialBalance([...life, dollars, voidEntry(drawdown)])).toEqual({
      balanced: true,
      rows: [
        row('1001', 'CNY', 410n, 1_000n, -590n),
        row('1001', 'USD', 0n, 0n, 0n, 0n, 77n),
        row('1301', 'CNY', 1_000n, 400n, 600n),
        row('1301', 'USD', 0n, 0n, 0n, 77n, 0n),
        row('1311', 'CNY', 10n, 10n, 0n),
        row('6011', 'CNY', 0n, 10n, 10n),
      ],
    });
  });

  it('says so when stored postings do not balance', () => {
    const broken: JournalEntry = { ...life[0]!, postings: life[0]!.postings.slice(1) };
    expect(trialBalance([broken]).balanced).toBe(false);
    expect(trialBalance([{ ...broken, status: 'pending' }]).balanced).toBe(false);
    expect(trialBalance([{ ...broken, status: 'voided' }]).balanced).toBe(true);
  });

  it('balances over any mix of entries, and a reversal takes back exactly what was posted', () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 15n });
    const entry = fc.oneof(
      amount.map((amountMinor) => disbursementPending({ ...facts, amountMinor })),
      amount.map((amountMinor) => postEntry(disbursementPending({ ...facts, amountMinor }))),
      amount.map((amountMinor) => voidEntry(disbursementPending({ ...facts, amountMinor }))),
      amount.map((amountMinor) => interestAccrued({ ...facts, currency: usd, amountMinor })),
      fc.tuple(amount, amount).map(([interestMinor, principalMinor]) =>
        repaymentReceived({
          ...facts,
          repaymentId: 'repay_1',
          allocation: { interestMinor, principalMinor },
        }),
      ),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        expect(trialBalance(entries).balanced).toBe(true);
        const posted = postedPostings(entries);
        expect([...differenceByCurrency(posted).values()].every((difference) => difference === 0n)).toBe(
          true,
        );

        const undone = entries
          .filter((each) => each.status === 'posted')
          .map((each) => postEntry(reverseEntry(each, { entryId: 'entry_1', bookedOn })));
        for (const each of trialBalance([...entries, ...undone]).rows) expect(each.balanceMinor).toBe(0n);
      }),
      { numRuns: 500 },
    );
  });
});

function row(
  accountCode: string,
  currency: string,
  debitMinor: bigint,
  creditMinor: bigint,
  balanceMinor: bigint,
  pendingDebitMinor = 0n,
  pendingCreditMinor = 0n,
): object {
  return {
    accountCode,
    currency,
    debitMinor,
    creditMinor,
    balanceMinor,
    pendingDebitMinor,
    pendingCreditMinor,
  };
}
