import { Inject, Injectable } from '@nestjs/common';
import {
  addDaysTo,
  businessDateAt,
  daysBetween,
  type BusinessDate,
  type Clock,
  type Instant,
} from '@fanxing/kernel';
import { openingFrom, type PaymentHours } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { RecentAnswers } from '@fanxing/runtime/messaging';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { readBusinessDate } from '../day/book.store.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { readHours, type SetHours } from './payment-hours.store.js';

/** New hours take effect within this time. */
const keepMs = 1_000;

/**
 * Whether a tenant's bank takes instructions now. In the sandbox the test clock counts: its days ahead of the wall are added to the time of
 * day, so that an order that is held goes out when the clock is moved over the opening.
 */
@Injectable()
export class OpeningHours {
  private readonly hours: RecentAnswers<PaymentHours | null>;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly calendars: HolidayCalendars,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.hours = new RecentAnswers(clock, keepMs);
  }

  /**
   * Null while the bank is open, else when it opens. `heldUntil`: an opening that the instruction has waited for already;
   * `booksOn`: where the books stand, for those who know.
   */
  async closedUntil(
    context: TenantContext,
    heldUntil: Instant | null,
    booksOn?: BusinessDate,
  ): Promise<Instant | null> {
    const hours = await this.of(context);
    if (!hours) return null;
    const daysAhead = await this.daysAhead(context, hours, booksOn);
    const now = addDaysTo(this.clock.now(), daysAhead);
    // The test clock has jumped over the opening; at a real bank the time of day is looked at again.
    if (daysAhead > 0 && heldUntil !== null && heldUntil <= now) return null;
    const opening = openingFrom(hours, now);
    return opening === now ? null : opening;
  }

  /** The time by the tenant's own clock. */
  async now(context: TenantContext): Promise<Instant> {
    const hours = await this.of(context);
    return hours ? addDaysTo(this.clock.now(), await this.daysAhead(context, hours)) : this.clock.now();
  }

  of(context: TenantContext): Promise<PaymentHours | null> {
    return this.hours.get(context, '', async () => {
      const hours = await this.database.transaction(context, readHours);
      return hours && this.withCalendar(context, hours);
    });
  }

  /** The hours with the days of the calendar that they name, as they are published now. Fails with NOT_FOUND. */
  async withCalendar(context: TenantContext, hours: SetHours): Promise<PaymentHours> {
    if (hours.calendar === null) return hours;
    const system = systemContext(context.tenantId, context.environment, 'payment hours');
    const { weekend, years } = await this.calendars.byCode(system, hours.calendar);
    return {
      ...hours,
      weekend: [...new Set([...hours.weekend, ...weekend])],
      holidays: new Set([...hours.holidays, ...years.flatMap(({ holidays }) => holidays)]),
      workdays: new Set([...hours.workdays, ...years.flatMap(({ workdays }) => workdays)]),
    };
  }

  private async daysAhead(
    context: TenantContext,
    { timeZone }: PaymentHours,
    booksOn?: BusinessDate,
  ): Promise<number> {
    if (context.environment !== 'sandbox') return 0;
    const wall = businessDateAt(this.clock.now(), timeZone);
    const books = booksOn ?? (await readBusinessDate(this.database, context));
    return books === undefined ? 0 : Math.max(0, daysBetween(wall, books));
  }
}
