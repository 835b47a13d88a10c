import { minorUnitExponent, type CurrencyCode } from '@fanxing/kernel';
import type { TakingsForecast } from '../forecast/forecast-takings.js';
import type { TakingsSeries } from '../series/takings-series.js';

/** From A, whose takings can be relied on, to E, whose can not. */
export type RiskGrade = 'A' | 'B' | 'C' | 'D' | 'E';

export interface Grading {
  readonly grade: RiskGrade;
  /** The lower bounds of the six months beside as many days like the last eight weeks: 0.8 is four fifths. */
  readonly safeShare: number;
  /** Takings of an average day of the last eight weeks, shut days too, in minor units. */
  readonly recentDayMinor: number;
  readonly isShortHistory: boolean;
  readonly isOftenShut: boolean;
  /** Nothing was taken in for two weeks. */
  readonly isShutNow: boolean;
}

const recentDays = 56;
const gradeFrom: readonly (readonly [RiskGrade, number])[] = [
  ['A', 0.8],
  ['B', 0.65],
  ['C', 0.5],
  ['D', 0.35],
];
/** A quarter of a year. */
const historyDaysMin = 90;
const opennessMin = 0.5;
const shutDays = 14;

/**
 * How much of what the shop takes in today is safe for the half-year ahead. Less than a quarter of a year of takings can not be graded
 * above C, a shop that is shut every other day not above D,
 * one that has not opened for two weeks is E.
 */
export function gradeOf(series: TakingsSeries, forecast: TakingsForecast): Grading {
  const recentDayMinor = averageDay(series);
  const lowest = forecast.months.reduce((sum, { lowMinor }) => sum + Number(lowMinor), 0);
  const safeShare = recentDayMinor > 0 ? lowest / (recentDayMinor * forecast.days.length) : 0;
  const isShortHistory = series.openDays < historyDaysMin;
  const isOftenShut = forecast.rhythm.openness.reduce((sum, share) => sum + share, 0) / 7 < opennessMin;
  const earned = gradeFrom.find(([, from]) => safeShare >= from)?.[0] ?? 'E';
  const isShutNow = series.logs.subarray(-shutDays).every(Number.isNaN);
  const highest: RiskGrade = isShutNow ? 'E' : isOftenShut ? 'D' : isShortHistory ? 'C' : 'A';
  const grade = earned > highest ? earned : highest;
  return { grade, safeShare, recentDayMinor, isShortHistory, isOftenShut, isShutNow };
}

function averageDay({ logs }: TakingsSeries): number {
  const recent = logs.subarray(Math.max(0, logs.length - recentDays));
  return recent.reduce((sum, log) => sum + (Number.isNaN(log) ? 0 : Math.exp(log)), 0) / recent.length;
}

/** Hundredths of a month's safe takings that are lent on a grade. */
const shareOfMonth: Readonly<Record<RiskGrade, bigint>> = { A: 100n, B: 80n, C: 50n, D: 25n, E: 0n };

/**
 * What the takings alone support, in minor units: the average of the six lower bounds times the grade's share, rounded down to a
 * hundred of the currency. A convention; a product's bounds and a decision come after it.
 */
export function limitOf({ months }: TakingsForecast, grade: RiskGrade, currency: CurrencyCode): bigint {
  const lowest = months.reduce((sum, { lowMinor }) => sum + lowMinor, 0n);
  const hundred = 100n * 10n ** BigInt(minorUnitExponent(currency));
  const limit = (lowest * shareOfMonth[grade]) / (100n * BigInt(months.length));
  return (limit / hundred) * hundred;
}
