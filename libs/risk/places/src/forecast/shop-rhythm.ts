import { weekdayAt, type TakingsSeries } from '../series/takings-series.js';
import { levelBefore, withoutWeekdays } from './level.js';
import { opennessByWeekday } from './openness.js';
import { pastErrors, type PastErrors } from './past-errors.js';
import { weekdayProfile } from './weekday-profile.js';
import { weightedMedian } from './weighted-median.js';

/** What a series says of the days to come, before anything is known of the surroundings. Logarithms of minor units. */
export interface ShopRhythm {
  readonly level: number;
  /** Monday first; differences of logarithms. */
  readonly profile: readonly number[];
  /** Monday first; 0 to 1. */
  readonly openness: readonly number[];
  readonly errors: PastErrors;
  /** Difference of logarithms between a public holiday and the same weekday; 0 until holidays were seen. */
  readonly holiday: number;
}

/** A holiday's own effect counts half when so many of them were seen. */
const holidayWeight = 4;

export function rhythmOf(series: TakingsSeries): ShopRhythm {
  const profile = weekdayProfile(series);
  const deseasonalised = withoutWeekdays(series, profile);
  const recent = levelBefore(deseasonalised, deseasonalised.length);
  const holiday = holidayEffect(series, profile, deseasonalised);
  const all = deseasonalised.map((value, at) =>
    series.isSpecial[at] ? series.logs[at]! - profile[weekdayAt(series, at)]! - holiday : value,
  );
  return {
    level: Number.isNaN(recent) ? levelOfAll(series, deseasonalised) : recent,
    profile,
    openness: opennessByWeekday(series),
    errors: pastErrors(deseasonalised, all),
    holiday,
  };
}

/** Of a shop that was shut for months, or is known from holidays alone: what it took in while it was open. */
function levelOfAll({ logs }: TakingsSeries, deseasonalised: Float64Array): number {
  const ordinary = [...deseasonalised].filter((value) => !Number.isNaN(value));
  const known = ordinary.length > 0 ? ordinary : [...logs].filter((value) => !Number.isNaN(value));
  return weightedMedian(
    known,
    known.map(() => 1),
  );
}

function holidayEffect(
  series: TakingsSeries,
  profile: readonly number[],
  deseasonalised: Float64Array,
): number {
  const effects: number[] = [];
  series.logs.forEach((log, at) => {
    if (!series.isSpecial[at] || Number.isNaN(log)) return;
    const level = levelBefore(deseasonalised, at);
    if (!Number.isNaN(level)) effects.push(log - profile[weekdayAt(series, at)]! - level);
  });
  if (effects.length === 0) return 0;
  const middle = weightedMedian(
    effects,
    effects.map(() => 1),
  );
  return (middle * effects.length) / (effects.length + holidayWeight);
}
