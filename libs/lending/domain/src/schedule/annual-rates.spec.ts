import { formatRate, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { later } from '../due-date/due-dates.js';
import { annualRatesOf } from './annual-rates.js';
import type { InstalmentSchedule } from './make-schedule.js';
import { parseScheduleTerms } from './parse-schedule-terms.js';
import { showSchedule } from './show-schedule.js';

const loan = {
  principal: '10000.00',
  currency: 'CNY',
  annualRate: '0.12',
  method: 'equal-instalment',
  periods: 12,
  every: { unit: 'month', count: 1 },
  disbursedOn: '2026-01-15',
  interest: 'periodic',
};

/** A loan with these payments, however they came about. */
function simpleRate(
  principal: string,
  payments: readonly string[],
  disbursedOn: string,
  firstDueOn: string,
): number {
  const every = { unit: 'month', count: 1 } as const;
  const terms = parseScheduleTerms({
    ...loan,
    principal,
    currency: 'USD',
    disbursedOn,
    firstDueOn,
    periods: payments.length,
  });
  const first: BusinessDate = parseBusinessDate(firstDueOn);
  const schedule: InstalmentSchedule = {
    instalments: payments.map((payment, index) => ({
      number: index + 1,
      dueOn: later(first, every, index),
      days: 30,
      principalMinor: 0n,
      interestMinor: 0n,
      feesMinor: 0n,
      totalMinor: BigInt(payment.replace('.', '')),
      balanceMinor: 0n,
    })),
    upfrontFeesMinor: 0n,
    totals: { principalMinor: 0n, interestMinor: 0n, feesMinor: 0n, totalMinor: 0n },
  };
  return Number(formatRate(annualRatesOf(schedule, terms).simple));
}

describe('the annual rates that a borrower is shown', () => {
  /** US Regulation Z (12 CFR 1026), appendix J, (c)(1): examples (i) and (ii). */
  it('agree with the examples of Regulation Z', () => {
    expect(simpleRate('5000.00', Array<string>(24).fill('230.00'), '1978-01-10', '1978-02-10')).toBeCloseTo(
      0.0969,
      4,
    );
    expect(simpleRate('6000.00', Array<string>(36).fill('200.00'), '1978-02-10', '1978-04-01')).toBeCloseTo(
      0.1182,
      4,
    );
  });

  it('are the agreed rate where nothing else is charged, and its compound', () => {
    const { apr, irr } = showSchedule(parseScheduleTerms(loan));
    expect(Number(apr)).toBeCloseTo(0.12, 5);
    // Months are not twelfths of 365 days, so not quite the compound of twelve months.
    expect(Number(irr)).toBeCloseTo(1.01 ** 12 - 1, 2);
  });

  it('show what a flat rate truly costs: 10 % is nearly 18 %', () => {
    const { instalments, apr } = showSchedule(
      parseScheduleTerms({ ...loan, annualRate: '0.10', method: 'flat' }),
    );
    expect(instalments[0]?.total).toBe('916.67');
    expect(Number(apr)).toBeCloseTo(0.1797, 4);
  });

  it('count fees as the price that they are', () => {
    const fees = [{ charged: 'disbursement', rate: '0.03' }];
    const rate = Number(showSchedule(parseScheduleTerms({ ...loan, fees })).apr);
    expect(rate).toBeGreaterThan(0.17);
    expect(rate).toBeLessThan(0.19);
  });

  it('of a single payment are interest over principal over the part of a year', () => {
    const bullet = {
      ...loan,
      method: 'bullet',
      interest: 'daily',
      every: { unit: 'day', count: 73 },
      periods: 1,
    };
    const { apr, irr } = showSchedule(parseScheduleTerms(bullet));
    expect(Number(apr)).toBeCloseTo(0.12, 6);
    expect(Number(irr)).toBeCloseTo(1.024 ** 5 - 1, 6);
  });

  it('are zero where the money costs nothing, and found where it costs very much', () => {
    expect(showSchedule(parseScheduleTerms({ ...loan, annualRate: '0' }))).toMatchObject({
      apr: '0',
      irr: '0',
    });
    const dear = { ...loan, annualRate: '10', fees: [{ charged: 'disbursement', rate: '0.9' }] };
    expect(Number(showSchedule(parseScheduleTerms(dear)).apr)).toBeGreaterThan(90);
  });
});
