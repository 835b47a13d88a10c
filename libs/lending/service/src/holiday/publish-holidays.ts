import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, partsOf, type BusinessDate } from '@fanxing/kernel';
import { saturdayAndSunday } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { PublishHolidaysInput } from '../generated/schema.js';
import { calendarView, type HolidayCalendarView } from './holiday-calendars.js';
import { readHolidayYears, writeHolidayYear, type PublishedHolidays } from './holiday.store.js';

/** Publishes the days without business of a year. Loans drawn from now on make way for them. */
@Injectable()
export class PublishHolidays {
  constructor(private readonly road: CommandRoad) {}

  async run(context: TenantContext, input: PublishHolidaysInput): Promise<HolidayCalendarView> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'publishHolidays',
      permission: 'product:write',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const given = parseHolidays(input);
      const before = (await readHolidayYears(transaction, [given.calendar])).find(
        ({ year }) => year === given.year,
      );
      await writeHolidayYear(transaction, given);
      const after = await readHolidayYears(transaction, [given.calendar]);
      return {
        answer: calendarView(given.calendar, after),
        subject: { kind: 'holiday calendar', id: `${given.calendar}/${given.year}` },
        before: before ? { holidays: before.holidays.join(' '), workdays: before.workdays.join(' ') } : {},
        after: { holidays: given.holidays.join(' '), workdays: given.workdays.join(' ') },
      };
    });
  }
}

function parseHolidays(input: PublishHolidaysInput): PublishedHolidays {
  const { calendar, year, source } = input;
  if (!/^[A-Z0-9-]{2,20}$/.test(calendar))
    throw invalid('it must be 2 to 20 of A–Z, 0–9 and dash', 'calendar');
  if (!Number.isInteger(year) || year < 1900 || year > 9999)
    throw invalid('it must be a year from 1900 to 9999', 'year');
  if (source.trim().length === 0 || source.length > 200)
    throw invalid('it must say in 1 to 200 characters where the days were published', 'source');
  const weekend = [...new Set(input.weekend ?? saturdayAndSunday)].sort();
  if (weekend.length > 6 || weekend.some((day) => day < 1 || day > 7))
    throw invalid('it holds at most six days, 1 for Monday to 7 for Sunday', 'weekend');
  const holidays = daysOf(input.holidays, 'holidays', year);
  const workdays = daysOf(input.workdays ?? [], 'workdays', year);
  const both = workdays.find((day) => holidays.includes(day));
  if (both) throw invalid(`${both} is both a holiday and a workday`, 'workdays');
  return { calendar, year, source, weekend, holidays, workdays };
}

function daysOf(texts: readonly string[], name: string, year: number): BusinessDate[] {
  const days = texts.map((text, index) => {
    const day = parseBusinessDate(text, `input.${name}.${index}`);
    if (partsOf(day).year !== year) throw invalid(`${day} is not in ${year}`, `${name}.${index}`);
    return day;
  });
  return [...new Set(days)].sort();
}

function invalid(problem: string, field: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, `input.${field}`);
}
