import { Injectable } from '@nestjs/common';
import { addDays, daysBetween, Fault, parseBusinessDate, type BusinessDate } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { RunEndOfDayInput } from '../generated/schema.js';
import { expireLines } from '../line/credit-line.store.js';
import { moveBook } from './book.store.js';
import { BusinessDates } from './business-date.js';
import { CloseLoans } from './close-loans.js';
import { DayDuties } from './day-duties.js';
import { TellDayBegun } from './tell-day-begun.js';

export interface DayReport {
  readonly businessDate: BusinessDate;
  readonly daysEnded: number;
  readonly loansClosed: number;
}

/**
 * Ends business days. The books' date moves first, in a moment; then the loans' days are closed in parts. Interest is a
 * function of dates, so a repayment that comes in between closes its own loan's day itself, a run that was killed is
 * finished by the next, and running twice changes nothing.
 */
@Injectable()
export class RunEndOfDay {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly closeLoans: CloseLoans,
    private readonly duties: DayDuties,
    private readonly tellDayBegun: TellDayBegun,
  ) {}

  /** Ends every day up to and including `on`, which must be over in the tenant's time zone. */
  async run(context: TenantContext, input: RunEndOfDayInput): Promise<DayReport> {
    mustBeAllowedTo(context, 'day:run');
    const on = parseBusinessDate(input.on, 'input.on');
    const current = await this.businessDates.current(context);
    if (on < current) return this.endDays(context, current, 0);
    if (on >= (await this.businessDates.wallDate(context))) {
      throw new Fault(
        'STATE_CONFLICT',
        { what: `day ${on}`, status: 'not over', needed: 'a day that has ended' },
        'input.on',
      );
    }
    return this.endDays(context, current, daysBetween(current, on) + 1);
  }

  /** Ends `days` days from `current` on; whoever calls has checked that they may end. */
  async endDays(context: TenantContext, current: BusinessDate, days: number): Promise<DayReport> {
    let loansClosed = await this.closeLoans.run(context, current);
    await this.duties.run(context, current);
    let businessDate = current;
    for (let ended = 0; ended < days; ended += 1) {
      const next = addDays(businessDate, 1);
      const from = businessDate;
      await this.database.transaction(context, async (transaction) => {
        await moveBook(transaction, from, next);
        await expireLines(transaction, next);
      });
      businessDate = next;
      loansClosed += await this.closeLoans.run(context, businessDate);
      await this.duties.run(context, businessDate);
    }
    await this.tellDayBegun.run(context, businessDate);
    return { businessDate, daysEnded: days, loansClosed };
  }
}
