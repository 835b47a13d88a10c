import { addDays, eachDay, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';

/** The days of one year that its authority has published. */
export interface HolidayYear {
  readonly year: number;
  /** Where they were published. */
  readonly source: string;
  /** Days without business. */
  readonly holidays: readonly BusinessDate[];
  /** Days of a weekend that are worked all the same (调休). */
  readonly workdays: readonly BusinessDate[];
}

/**
 * Mainland China, as the General Office of the State Council publishes it each November for the year after
 * (国务院办公厅关于部分节假日安排的通知). A year joins when it is published; a tenant that can not wait publishes it for itself.
 */
export const chineseHolidays: readonly HolidayYear[] = [
  yearOf(2025, '国办发明电〔2024〕12号, 2024-11-12', {
    holidays: ['01-01', '01-28/02-04', '04-04/04-06', '05-01/05-05', '05-31/06-02', '10-01/10-08'],
    workdays: ['01-26', '02-08', '04-27', '09-28', '10-11'],
  }),
  yearOf(2026, '国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04', {
    holidays: [
      '01-01/01-03',
      '02-15/02-23',
      '04-04/04-06',
      '05-01/05-05',
      '06-19/06-21',
      '09-25/09-27',
      '10-01/10-07',
    ],
    workdays: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
  }),
];

/** Days of a year, as `MM-DD` or `MM-DD/MM-DD` with both ends in it. */
function yearOf(
  year: number,
  source: string,
  days: { readonly holidays: readonly string[]; readonly workdays: readonly string[] },
): HolidayYear {
  const read = (spans: readonly string[]): BusinessDate[] =>
    spans.flatMap((span) => {
      const [first = '', last = first] = span.split('/');
      const from = parseBusinessDate(`${year}-${first}`);
      return [...eachDay(from, addDays(parseBusinessDate(`${year}-${last}`), 1))];
    });
  return { year, source, holidays: read(days.holidays), workdays: read(days.workdays) };
}
