import fc from 'fast-check';
import { addDays, daysBetween, parseBusinessDate, parseRate, type Rounding } from '@fanxing/kernel';
import { accrueDays, roundInterest, type AccrualInput } from './accrue-days.js';

const from = parseBusinessDate('2026-03-01');

function start(
  principalMinor: bigint,
  dailyRate: string,
  days: number,
  rounding: Rounding = 'half-up',
): AccrualInput {
  return {
    principalMinor,
    dailyRate: parseRate(dailyRate),
    accruedUnits: 0n,
    accruedMinor: 0n,
    from,
    to: addDays(from, days),
    rounding,
  };
}

describe('interest by the day', () => {
  it('is 50.00 for 100,000.00 at 0.05 % for one day', () => {
    expect(accrueDays(start(10_000_000n, '0.0005', 1))).toEqual({
      accruedUnits: 5_000n * 10n ** 12n,
      accruedMinor: 5_000n,
      bookings: [{ on: '2026-03-01', amountMinor: 5_000n }],
      throughDate: '2026-03-01',
    });
  });

  it.each<[Rounding, bigint]>([
    ['half-up', 19_038n],
    ['half-even', 19_038n],
    ['down', 19_037n],
    ['up', 19_038n],
  ])('for 7,615.00 over 50 days is the exact 190.375 rounded once, %s', (rounding, expected) => {
    const accrual = accrueDays(start(761_500n, '0.0005', 50, rounding));
    expect(accrual.accruedUnits).toBe(19_037_500_000_000_000n);
    expect(accrual.accruedMinor).toBe(expected);
    expect(accrual.bookings.reduce((sum, booking) => sum + booking.amountMinor, 0n)).toBe(expected);
    expect(accrual.throughDate).toBe('2026-04-19');
  });

  it('books nothing on days whose interest is still below half a cent, and loses none of it', () => {
    const { bookings } = accrueDays(start(1_000n, '0.0003', 12));
    expect(bookings).toEqual([
      { on: '2026-03-02', amountMinor: 1n },
      { on: '2026-03-05', amountMinor: 1n },
      { on: '2026-03-09', amountMinor: 1n },
      { on: '2026-03-12', amountMinor: 1n },
    ]);
  });

  it('does nothing for days that have accrued already', () => {
    const state = { ...start(10_000_000n, '0.0005', -3), accruedUnits: 7n, accruedMinor: 0n };
    expect(accrueDays(state)).toEqual({
      accruedUnits: 7n,
      accruedMinor: 0n,
      bookings: [],
      throughDate: '2026-02-28',
    });
  });

  it('is the same whether days are run one by one, in any groups, or at once, and even when a run is repeated', () => {
    const anyRounding = fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up');
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 13n }),
        fc.bigInt({ min: 0n, max: 10n ** 10n }),
        anyRounding,
        fc.integer({ min: 0, max: 120 }),
        fc.array(fc.integer({ min: -3, max: 125 }), { maxLength: 12 }),
        (principalMinor, units, rounding, days, stops) => {
          const base: AccrualInput = { ...start(principalMinor, '0', days, rounding), dailyRate: { units } };
          const atOnce = accrueDays(base);

          let { accruedUnits, accruedMinor, from: next } = base;
          const bookings = [];
          for (const stop of [...stops, days]) {
            const to = addDays(from, Math.min(stop, days));
            const run = accrueDays({ ...base, accruedUnits, accruedMinor, from: next, to });
            ({ accruedUnits, accruedMinor } = run);
            next = addDays(run.throughDate, 1);
            bookings.push(...run.bookings);
          }

          expect({ accruedUnits, accruedMinor, bookings, throughDate: addDays(next, -1) }).toEqual(atOnce);
          expect(accruedUnits).toBe(principalMinor * units * BigInt(days));
          expect(accruedMinor).toBe(roundInterest(accruedUnits, rounding));
          expect(bookings.every((booking) => booking.amountMinor > 0n)).toBe(true);
          expect(bookings.every(({ on }) => daysBetween(from, on) >= 0 && on < base.to)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
