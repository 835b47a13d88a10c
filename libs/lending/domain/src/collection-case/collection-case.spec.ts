import fc from 'fast-check';
import { addDays, parseBusinessDate } from '@fanxing/kernel';
import { bucketNumber, endOfCase, needsCase, type CaseLoan } from './collection-case.js';
import { checkPromisedDay, outcomeOfPromise } from './promise-to-pay.js';

const today = parseBusinessDate('2026-11-20');
const overdue: CaseLoan = { status: 'OVERDUE', daysPastDue: 40, bucket: 'M2' };

describe('a collection case', () => {
  it.each<[string, Partial<CaseLoan>, string | null, boolean]>([
    ['is opened in its bucket', {}, 'M2', true],
    ['is opened in a later one', { bucket: 'M7+' }, 'M2', true],
    ['waits for its bucket', {}, 'M3', false],
    ['is never opened where the product names no bucket', {}, null, false],
    ['is not opened for a loan that is given up', { status: 'WRITTEN_OFF' }, 'M1', false],
    ['is not opened while nothing is past due', { status: 'ACTIVE', daysPastDue: 0 }, 'M0', false],
  ])('%s', (_, change, fromBucket, opens) => {
    expect(needsCase({ ...overdue, ...change }, fromBucket)).toBe(opens);
  });

  it('ends when nothing is past due, or all is repaid, and not before', () => {
    expect(endOfCase(overdue)).toBeNull();
    expect(endOfCase({ ...overdue, status: 'ACTIVE', daysPastDue: 0, bucket: 'M0' })).toBe('CURED');
    expect(endOfCase({ ...overdue, status: 'CLOSED', daysPastDue: 0, bucket: 'M0' })).toBe('REPAID');
    expect(endOfCase({ ...overdue, status: 'WRITTEN_OFF' })).toBeNull();
  });

  it('is never opened and ended by the same day', () => {
    const loans = fc.record({
      status: fc.constantFrom('ACTIVE', 'OVERDUE', 'CLOSED', 'WRITTEN_OFF', 'FAILED' as const),
      daysPastDue: fc.nat(400),
      bucket: fc.constantFrom('M0', 'M1', 'M2', 'M3', 'M7+'),
    });
    fc.assert(
      fc.property(loans, fc.constantFrom('M0', 'M1', 'M2', null), (loan, from) => {
        expect(needsCase(loan as CaseLoan, from) && endOfCase(loan as CaseLoan) !== null).toBe(false);
      }),
    );
  });

  it.each(['', 'M', 'm1', 'M123', '1', 'M1 '])('knows no bucket %j', (bucket) => {
    expect(() => bucketNumber(bucket)).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID' }));
  });
});

describe('a promise to pay', () => {
  const promise = { amountMinor: 10_000n, dueOn: addDays(today, 3) };

  it('is kept as soon as enough came in, broken only when its day has ended, and open between', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 30_000n }), fc.integer({ min: 0, max: 10 }), (received, days) => {
        const outcome = outcomeOfPromise(promise, received, addDays(today, days));
        expect(outcome).toBe(received >= 10_000n ? 'KEPT' : days > 3 ? 'BROKEN' : 'OPEN');
      }),
    );
  });

  it('is for a day that is not over and not too far away', () => {
    expect(() => checkPromisedDay(today, today, 'dueOn')).not.toThrow();
    expect(() => checkPromisedDay(addDays(today, -1), today, 'dueOn')).toThrow(
      expect.objectContaining({ reason: 'BUSINESS_DATE_PASSED' }),
    );
    expect(() => checkPromisedDay(addDays(today, 91), today, 'dueOn')).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID' }),
    );
  });
});
