import { isCalendarDate } from './calendar-date.js';

/** The first two digits that GB/T 2260 gives out; 83 is of residence permits for people of Taiwan (港澳台居民居住证). */
const regions = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checks = '10X98765432';

/**
 * A citizen's identity number (公民身份号码, GB 11643-1999) in its one written form, 18 characters with a capital X; undefined
 * when region, birth date or check digit can not be. `today` is a date such as `2026-11-27`: nobody is born later.
 */
export function normalIdentityNumber(text: string, today: string): string | undefined {
  const number = text.trim().toUpperCase();
  if (!/^\d{17}[\dX]$/.test(number) || !regions.has(number.slice(0, 2))) return undefined;
  const bornOn = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isCalendarDate(bornOn) || bornOn < '1800-01-01' || bornOn > today) return undefined;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(number[place]), 0);
  return checks[sum % 11] === number[17] ? number : undefined;
}
