import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatRate, parseBusinessDate } from '@fanxing/kernel';
import { ratesOfCashflows } from './annual-rates.js';
import { parseScheduleTerms } from './parse-schedule-terms.js';
import { showSchedule, type ShownSchedule } from './show-schedule.js';

function casesOf<Case>(file: string): Case[] {
  return readFileSync(join(import.meta.dirname, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
}

type Row = readonly string[];

describe('schedules that others have published', () => {
  const cases = casesOf<{ source: string; terms: unknown; instalments: readonly Row[] }>(
    'reference-schedules.ndjson',
  );

  it.each(cases)('agree to the cent: $source', ({ terms, instalments }) => {
    const shown = showSchedule(parseScheduleTerms(terms)).instalments;
    expect(shown.map((each) => [each.dueOn, each.principal, each.interest, each.balance])).toEqual(
      instalments,
    );
  });
});

describe('schedules with every term', () => {
  /** One case a line, computed in exact fractions by a program of its own that was written from the definitions alone. */
  const cases = casesOf<{ terms: unknown; instalments: readonly Row[]; totals: Row }>(
    'schedule-term-cases.ndjson',
  );

  it.each(cases)('agree to the minor unit with an independent computation: $terms', (given) => {
    const { instalments, totals } = showSchedule(parseScheduleTerms(given.terms));
    expect(
      instalments.map((each) => [
        each.dueOn,
        each.days,
        each.principal,
        each.interest,
        each.fees,
        each.balance,
      ]),
    ).toEqual(given.instalments);
    expect([totals.principal, totals.interest, totals.fees, totals.total]).toEqual(given.totals);
  });
});

/** What Microsoft's pages on these functions give for their own examples. */
describe('the functions of spreadsheets', () => {
  const loan = (
    principal: string,
    annualRate: string,
    periods: number,
    every = { unit: 'month', count: 1 },
  ): ShownSchedule =>
    showSchedule(
      parseScheduleTerms({
        principal,
        currency: 'USD',
        annualRate,
        method: 'equal-instalment',
        periods,
        every,
        disbursedOn: '2025-01-01',
        interest: 'periodic',
      }),
    );

  it.each<[string, ShownSchedule, number, 'total' | 'interest' | 'principal', string]>([
    ['PMT(8%/12,10,10000)', loan('10000.00', '0.08', 10), 1, 'total', '1037.03'],
    ['IPMT(10%/12,1,36,8000)', loan('8000.00', '0.10', 36), 1, 'interest', '66.67'],
    ['PPMT(10%/12,1,24,2000)', loan('2000.00', '0.10', 24), 1, 'principal', '75.62'],
    [
      'PPMT(8%,10,10,200000)',
      loan('200000.00', '0.08', 10, { unit: 'month', count: 12 }),
      10,
      'principal',
      '27598.05',
    ],
    ['CUMIPMT(9%/12,360,125000,1,1,0)', loan('125000.00', '0.09', 360), 1, 'interest', '937.50'],
    ['CUMPRINC(9%/12,360,125000,1,1,0)', loan('125000.00', '0.09', 360), 1, 'principal', '68.28'],
  ])('%s', (_, { instalments }, number, part, amount) => {
    // The last of ten takes the cents that rounding left over.
    expect(Number(instalments[number - 1]?.[part])).toBeCloseTo(Number(amount), number === 10 ? 1 : 2);
  });

  it('CUMIPMT(9%/12,360,125000,13,24,0) is 11135.23, and CUMPRINC 934.11, to the cents of twelve months', () => {
    const year = loan('125000.00', '0.09', 360).instalments.slice(12, 24);
    const sum = (part: 'interest' | 'principal') =>
      year.reduce((total, each) => total + Number(each[part]), 0);
    expect(sum('interest')).toBeCloseTo(11_135.23, 1);
    expect(sum('principal')).toBeCloseTo(934.11, 1);
  });
});

/** Amounts in minor units, days as text; once simple, once compound. */
function rates(
  received: bigint,
  disbursedOn: string,
  payments: readonly (readonly [string, bigint])[],
): { simple: number; compound: number } {
  const found = ratesOfCashflows({
    receivedMinor: received,
    disbursedOn: parseBusinessDate(disbursedOn),
    every: { unit: 'month', count: 1 },
    payments: payments.map(([dueOn, totalMinor]) => ({ dueOn: parseBusinessDate(dueOn), totalMinor })),
  });
  return { simple: Number(formatRate(found.simple)), compound: Number(formatRate(found.compound)) };
}

describe('annual rates that others have published', () => {
  it('XIRR of Microsoft’s example: 37.34 %', () => {
    const { compound } = rates(10_000_00n, '2008-01-01', [
      ['2008-03-01', 2_750_00n],
      ['2008-10-30', 4_250_00n],
      ['2009-02-15', 3_250_00n],
      ['2009-04-01', 2_750_00n],
    ]);
    expect(compound).toBeCloseTo(0.373362535, 7);
  });

  it('RATE(4*12,-200,8000)*12 of Microsoft’s example: 9.24 % a year', () => {
    const payments = Array.from({ length: 48 }, (_, index) => {
      const [year, month] = [2025 + Math.floor((index + 1) / 12), ((index + 1) % 12) + 1];
      return [`${year}-${String(month).padStart(2, '0')}-01`, 200_00n] as const;
    });
    expect(rates(8_000_00n, '2025-01-01', payments).simple).toBeCloseTo(0.09242, 5);
  });

  /** Directive 98/7/EC, annex II: examples of calculation on a calendar basis, first to third. */
  it.each<[string, bigint, readonly (readonly [string, bigint])[], number, number]>([
    ['1,000 lent, 1,200 back after 546 days: 12.96 %', 1_000_00n, [['1995-07-01', 1_200_00n]], 0.1296, 4],
    ['the same with 50 kept back: 16.9 %', 950_00n, [['1995-07-01', 1_200_00n]], 0.169, 3],
    [
      'two payments of 600 after one and two years: 13.07 %',
      1_000_00n,
      [
        ['1995-01-01', 600_00n],
        ['1996-01-01', 600_00n],
      ],
      0.1307,
      4,
    ],
  ])('the European Union: %s', (_, received, payments, expected, decimals) => {
    expect(rates(received, '1994-01-01', payments).compound).toBeCloseTo(expected, decimals);
  });

  it('100,000.00 at 0.05 % a day is 50.00 a day and 18.25 % a year', () => {
    const { totals, apr } = showSchedule(
      parseScheduleTerms({
        principal: '100000.00',
        currency: 'CNY',
        dailyRate: '0.0005',
        method: 'bullet',
        periods: 1,
        every: { unit: 'day', count: 1 },
        disbursedOn: '2026-11-27',
      }),
    );
    expect([totals.interest, apr]).toEqual(['50.00', '0.1825']);
  });
});
