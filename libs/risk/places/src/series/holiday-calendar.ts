import type { BusinessDate } from '@fanxing/kernel';

/**
 * Days on which a shop does not take in what the day of the week lets expect. Which days these are, an authority publishes: whoever
 * forecasts hands them in, those of the past that the series spans and those of the six months ahead as far as they are known.
 */
export interface HolidayCalendar {
  readonly holidays: ReadonlySet<BusinessDate>;
  /** Days of a weekend that are worked all the same (调休). */
  readonly workdays: ReadonlySet<BusinessDate>;
}

export const noHolidays: HolidayCalendar = { holidays: new Set(), workdays: new Set() };
