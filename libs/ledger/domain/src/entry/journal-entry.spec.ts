import fc from 'fast-check';
import { Fault, parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import type { AccountCode } from '../account/chart-of-accounts.js';
import {
  differenceByCurrency,
  draftEntry,
  postEntry,
  reverseEntry,
  voidEntry,
  type EntryDraft,
  type Posting,
} from './journal-entry.js';

const cny = parseCurrency('CNY');
const usd = parseCurrency('USD');
const bookedOn = parseBusinessDate('2026-11-22');

function draft(postings: readonly Posting[]): EntryDraft {
  return { bookedOn, causeType: 'drawdown', causeId: 'loan_1', description: 'Drawdown', postings };
}

const balanced: readonly Posting[] = [
  { accountCode: '1301', side: 'debit', amountMinor: 500n, currency: cny },
  { accountCode: '1001', side: 'credit', amountMinor: 500n, currency: cny },
];

describe('drafting an entry', () => {
  it('starts pending and keeps what it was given', () => {
    expect(draftEntry(draft(balanced))).toEqual({ ...draft(balanced), status: 'pending' });
  });

  it.each<[string, readonly Posting[]]>([
    ['fewer than two postings', balanced.slice(0, 1)],
    ['must be above zero', balanced.map((posting) => ({ ...posting, amountMinor: 0n }))],
    ['must be above zero', balanced.map((posting) => ({ ...posting, amountMinor: -500n }))],
    ['does not balance in CNY', [balanced[0]!, { ...balanced[1]!, amountMinor: 499n }]],
    ['does not balance in', [balanced[0]!, { ...balanced[1]!, currency: usd }]],
    ['No account "0000"', [balanced[0]!, { ...balanced[1]!, accountCode: '0000' as AccountCode }]],
  ])('refuses as a bug of ours: %s', (problem, postings) => {
    expect(() => draftEntry(draft(postings))).toThrow(problem);
    expect(() => draftEntry(draft(postings))).not.toThrow(Fault);
  });

  it('accepts exactly the postings whose debits equal credits in each currency', () => {
    const anyPosting = fc.record({
      accountCode: fc.constantFrom<AccountCode>('1001', '1301', '1311', '6011'),
      side: fc.constantFrom('debit' as const, 'credit' as const),
      amountMinor: fc.bigInt({ min: 1n, max: 3n }),
      currency: fc.constantFrom(cny, usd),
    });
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(anyPosting, { minLength: 2, maxLength: 5 }), (postings) => {
        const differences = [...differenceByCurrency(postings).values()];
        if (differences.every((difference) => difference === 0n)) {
          accepted += 1;
          expect(draftEntry(draft(postings)).postings).toEqual(postings);
        } else {
          expect(() => draftEntry(draft(postings))).toThrow('does not balance');
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

describe('the two phases', () => {
  const pending = draftEntry(draft(balanced));

  it('posts or voids a pending entry, once', () => {
    expect(postEntry(pending).status).toBe('posted');
    expect(voidEntry(pending).status).toBe('voided');
    expect(pending.status).toBe('pending');
  });

  it.each([
    ['post a posted one', () => postEntry(postEntry(pending))],
    ['void a posted one', () => voidEntry(postEntry(pending))],
    ['post a voided one', () => postEntry(voidEntry(pending))],
    ['reverse a pending one', () => reverseEntry(pending, { entryId: 'entry_1', bookedOn })],
    ['reverse a voided one', () => reverseEntry(voidEntry(pending), { entryId: 'entry_1', bookedOn })],
  ])('does not %s', (_, attempt) => {
    expect(attempt).toThrow(expect.objectContaining({ reason: 'STATE_CONFLICT' }));
  });

  it('mends a posted entry by its mirror, tied to it by its id', () => {
    const later = parseBusinessDate('2026-11-23');
    const mirror = reverseEntry(postEntry(pending), { entryId: 'entry_1', bookedOn: later });
    expect(mirror).toMatchObject({
      status: 'pending',
      causeType: 'reversal',
      causeId: 'entry_1',
      bookedOn: later,
      postings: [
        { accountCode: '1301', side: 'credit', amountMinor: 500n },
        { accountCode: '1001', side: 'debit', amountMinor: 500n },
      ],
    });
  });
});
