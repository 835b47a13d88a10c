import fc from 'fast-check';
import { parseBusinessDate } from '@fanxing/kernel';
import { attemptDelayMs } from './bank-attempt.js';
import {
  collectionTransitions,
  isUnderWay,
  transitionCollection,
  type CollectionEvent,
  type CollectionStatus,
} from './collection-status.js';
import { nextTryOn, parseRetryDays } from './next-try.js';

const statuses: readonly CollectionStatus[] = [
  ...(['PENDING', 'SENT', 'UNKNOWN', 'COLLECTED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'RETURNED'] as const),
];
const events = Object.keys(collectionTransitions) as CollectionEvent[];

describe('the states of a collection', () => {
  const allowed: readonly (readonly [CollectionStatus, CollectionEvent, CollectionStatus])[] = [
    ['PENDING', 'SEND', 'SENT'],
    ['SENT', 'SEND', 'SENT'],
    ['UNKNOWN', 'SEND', 'SENT'],
    ['SENT', 'KEEP', 'PENDING'],
    ['SENT', 'LOSE_TRACK', 'UNKNOWN'],
    ['UNKNOWN', 'LOSE_TRACK', 'UNKNOWN'],
    ['SENT', 'COLLECT', 'COLLECTED'],
    ['UNKNOWN', 'COLLECT', 'COLLECTED'],
    ['SENT', 'REJECT', 'REJECTED'],
    ['UNKNOWN', 'REJECT', 'REJECTED'],
    ['PENDING', 'CANCEL', 'CANCELLED'],
    ['SENT', 'CANCEL', 'CANCELLED'],
    ['UNKNOWN', 'CANCEL', 'CANCELLED'],
    ['PENDING', 'EXPIRE', 'EXPIRED'],
    ['COLLECTED', 'RETURN', 'RETURNED'],
    ['SENT', 'RETURN', 'RETURNED'],
    ['UNKNOWN', 'RETURN', 'RETURNED'],
  ];

  it.each(allowed)('%s goes by %s to %s', (from, event, to) => {
    expect(transitionCollection(from, event)).toBe(to);
  });

  it('refuses every other move', () => {
    let refused = 0;
    for (const status of statuses)
      for (const event of events) {
        if (allowed.some(([from, possible]) => from === status && possible === event)) continue;
        refused += 1;
        expect(() => transitionCollection(status, event)).toThrow(
          expect.objectContaining({ reason: 'STATE_CONFLICT' }),
        );
      }
    expect(refused).toBe(statuses.length * events.length - allowed.length);
  });

  it('never takes money after its end, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (happening) => {
        let status: CollectionStatus = 'PENDING';
        let timesCollected = 0;
        for (const event of happening) {
          const wasUnderWay = isUnderWay(status);
          try {
            status = transitionCollection(status, event);
          } catch {
            continue;
          }
          if (status === 'COLLECTED') timesCollected += 1;
          if (!wasUnderWay) expect(status).toBe('RETURNED');
        }
        expect(timesCollected).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a bank that could not tell', () => {
  it('is called again later and later, never all at one moment, and at the latest after two minutes or so', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, lot) => {
          const delayMs = attemptDelayMs(attempts, lot);
          expect(delayMs).toBeGreaterThanOrEqual(2_000);
          expect(delayMs).toBeLessThanOrEqual(150_000);
          expect(attemptDelayMs(attempts + 1, lot)).toBeGreaterThanOrEqual(delayMs);
        },
      ),
    );
    expect([1, 2, 3, 4, 50].map((attempts) => attemptDelayMs(attempts, 0.5))).toEqual([
      3_000, 4_500, 6_750, 10_125, 120_000,
    ]);
  });
});

describe('a collection that failed for want of funds', () => {
  const on = parseBusinessDate('2026-01-30');
  const rules = { automatic: true, retryAfterDays: [1, 3] };

  it('is tried again as often and as late as the product says', () => {
    expect(nextTryOn(rules, 1, 'INSUFFICIENT_FUNDS', on)).toBe('2026-01-31');
    expect(nextTryOn(rules, 2, 'INSUFFICIENT_FUNDS', on)).toBe('2026-02-02');
    expect(nextTryOn(rules, 3, 'INSUFFICIENT_FUNDS', on)).toBeNull();
  });

  it('is not tried again when another day mends nothing, or nothing is automatic', () => {
    expect(nextTryOn(rules, 1, 'MANDATE_MISSING', on)).toBeNull();
    expect(nextTryOn({ ...rules, automatic: false }, 1, 'INSUFFICIENT_FUNDS', on)).toBeNull();
  });

  it.each([[[0]], [[91]], [[1.5]], [Array<number>(11).fill(1)]])('refuses the days %j', (days) => {
    expect(() => parseRetryDays(days, 'days')).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID' }));
  });
});
