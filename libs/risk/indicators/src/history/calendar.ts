const msPerHour = 3_600_000;
const hoursPerDay = 24;

/** What the clocks and calendars on the wall show at each event. */
export interface Calendar {
  readonly hours: Uint8Array;
  /** Monday is 1. */
  readonly weekdays: Uint8Array;
  readonly monthdays: Uint8Array;
  /** January is 0. */
  readonly months: Uint8Array;
  /** Running numbers, so that neighbours differ by one: days, weeks from Monday, months. */
  readonly dayNumbers: Int32Array;
  readonly weekNumbers: Int32Array;
  readonly monthNumbers: Int32Array;
}

export function calendarOf(ms: Float64Array, offsetMinutes: number): Calendar {
  const { length } = ms;
  const calendar = {
    hours: new Uint8Array(length),
    weekdays: new Uint8Array(length),
    monthdays: new Uint8Array(length),
    months: new Uint8Array(length),
    dayNumbers: new Int32Array(length),
    weekNumbers: new Int32Array(length),
    monthNumbers: new Int32Array(length),
  };
  for (let at = 0; at < length; at += 1) {
    const hour = Math.floor(((ms[at] ?? 0) + offsetMinutes * 60_000) / msPerHour);
    const day = Math.floor(hour / hoursPerDay);
    // 1970-01-01 was a Thursday.
    const week = Math.floor((day + 3) / 7);
    const { year, month, monthday } = civil(day);
    calendar.hours[at] = hour - day * hoursPerDay;
    calendar.weekdays[at] = day + 3 - week * 7 + 1;
    calendar.monthdays[at] = monthday;
    calendar.months[at] = month;
    calendar.dayNumbers[at] = day;
    calendar.weekNumbers[at] = week;
    calendar.monthNumbers[at] = year * 12 + month;
  }
  return calendar;
}

/** Days since 1970-01-01 to the Gregorian calendar, by eras of 400 years that begin in March (H. Hinnant, 2014). */
function civil(day: number): { readonly year: number; readonly month: number; readonly monthday: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = (fromMarch + 2) % 12;
  return {
    year: yearOfEra + era * 400 + (month <= 1 ? 1 : 0),
    month,
    monthday: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}
