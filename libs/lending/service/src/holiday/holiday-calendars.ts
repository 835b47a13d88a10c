import { Injectable } from '@nestjs/common';
import { Fault, type BusinessDate } from '@fanxing/kernel';
import { chineseHolidays, saturdayAndSunday, type HolidayYear } from '@fanxing/lending-domain';
import type { HolidayTerms, RepaymentTerms } from '@fanxing/product-contract';
import { BatchedReads, byOwner, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readHolidayYears, type HolidayYearRow } from './holiday.store.js';

export interface HolidayCalendarView {
  readonly code: string;
  readonly weekend: readonly number[];
  readonly years: readonly (HolidayYear & { readonly isOwn: boolean })[];
}

/** Calendars that ship with the product. */
const shipped: Readonly<Record<string, readonly HolidayYear[]>> = { CN: chineseHolidays };

/** Whatever of the calendars' days a loan's terms need. */
@Injectable()
export class HolidayCalendars {
  private readonly ownYears = new BatchedReads<HolidayYearRow[]>(async (context, codes) =>
    byOwner(
      await this.database.transaction(context, (transaction) => readHolidayYears(transaction, codes)),
      ({ code }) => code,
    ),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byCode(context: TenantContext, code: string): Promise<HolidayCalendarView> {
    mustBeAllowedTo(context, 'product:read');
    return this.find(context, code);
  }

  /**
   * The plan with the days without business as they are published now, for a loan that is drawn today: they are part of what
   * is agreed. A plan that has its days, or needs none, stays as it is. Fails with NOT_FOUND when nobody published the calendar.
   */
  async published(
    context: TenantContext,
    plan: RepaymentTerms | null | undefined,
    from: BusinessDate,
  ): Promise<RepaymentTerms | null> {
    if (!plan?.holidays || plan.holidays.dates) return plan ?? null;
    return { ...plan, holidays: await this.renewed(context, plan.holidays, from) };
  }

  /** The same rule with the days from `from` on that are published now. */
  async renewed(
    context: TenantContext,
    { calendar, convention }: HolidayTerms,
    from: BusinessDate,
  ): Promise<HolidayTerms> {
    const { weekend, years } = await this.find(context, calendar);
    const ahead = (days: readonly BusinessDate[]): BusinessDate[] => days.filter((day) => day >= from);
    return {
      calendar,
      convention,
      weekend,
      dates: years.flatMap(({ holidays }) => ahead(holidays)),
      workdays: years.flatMap(({ workdays }) => ahead(workdays)),
    };
  }

  private async find(context: TenantContext, code: string): Promise<HolidayCalendarView> {
    const calendar = calendarView(code, (await this.ownYears.of(context, code)) ?? []);
    if (calendar.years.length === 0)
      throw new Fault('NOT_FOUND', { what: 'holiday calendar', id: code }, 'code');
    return calendar;
  }
}

/** The shipped years with the tenant's in their place. The weekend is as the tenant published it last. */
export function calendarView(code: string, own: readonly HolidayYearRow[]): HolidayCalendarView {
  const years = new Map<number, HolidayYear & { isOwn: boolean }>();
  for (const year of Object.hasOwn(shipped, code) ? (shipped[code] ?? []) : [])
    years.set(year.year, { ...year, isOwn: false });
  for (const year of own) years.set(year.year, { ...year, isOwn: true });
  return {
    code,
    weekend: own.at(-1)?.weekend ?? saturdayAndSunday,
    years: [...years.values()].sort((one, other) => one.year - other.year),
  };
}
