import fc from 'fast-check';
import { addDays, formatRate, parseBusinessDate, parseRate, type Rounding } from '@fanxing/kernel';
import { accrueDays } from '../accrual/accrue-days.js';
import { revolvingSchedule } from './revolving-schedule.js';

const drawnOn = parseBusinessDate('2026-11-22');

describe('the schedule of a drawdown', () => {
  it('is one payment of principal and interest at the end of the term, with the annual rate', () => {
    const schedule = revolvingSchedule({
      principalMinor: 10_000_000n,
      dailyRate: parseRate('0.0005'),
      drawnOn,
      termDays: 90,
      rounding: 'half-up',
    });
    expect(schedule).toMatchObject({
      instalments: [
        {
          number: 1,
          dueOn: '2027-02-20',
          days: 90,
          principalMinor: 10_000_000n,
          interestMinor: 450_000n,
          totalMinor: 10_450_000n,
          balanceMinor: 0n,
        },
      ],
      totals: { principalMinor: 10_000_000n, interestMinor: 450_000n, totalMinor: 10_450_000n },
    });
    expect(formatRate(schedule.annualRate)).toBe('0.1825');
  });

  it('shows before the draw exactly what daily accrual books after it', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom<Rounding>('half-up', 'half-even', 'down', 'up'),
        (principalMinor, units, termDays, rounding) => {
          const dailyRate = { units };
          const shown = revolvingSchedule({ principalMinor, dailyRate, drawnOn, termDays, rounding });
          const booked = accrueDays({
            principalMinor,
            dailyRate,
            accruedUnits: 0n,
            accruedMinor: 0n,
            from: drawnOn,
            to: addDays(drawnOn, termDays),
            rounding,
          });
          expect(shown.totals.interestMinor).toBe(booked.accruedMinor);
        },
      ),
      { numRuns: 500 },
    );
  });
});
