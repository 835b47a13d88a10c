import { Injectable } from '@nestjs/common';
import { Fault, parseMinor } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { OfferView } from '../application/application.view.js';
import { BusinessDates } from '../day/business-date.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { drawdownView } from '../loan/drawdown.view.js';
import { payoutOfLoan } from '../loan/plan-of-line.js';
import type { ScheduleView } from '../loan/schedule.view.js';
import { findOffer } from './offer.store.js';

/** Reads what an offer would cost if all of it were drawn today and paid back as planned. */
@Injectable()
export class ReadOfferExample {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly calendars: HolidayCalendars,
  ) {}

  async run(context: TenantContext, { id, limit, price }: OfferView): Promise<ScheduleView> {
    mustBeAllowedTo(context, 'application:read');
    const [offer, businessDate] = await Promise.all([
      findOffer(this.database, context, id),
      this.businessDates.current(context),
    ]);
    if (!offer) throw new Fault('NOT_FOUND', { what: 'offer', id });
    const { currency, terms } = offer;
    const payout = payoutOfLoan({
      upfrontFees: terms.upfrontFees ?? null,
      principalMinor: parseMinor(limit.amount, currency),
      currency,
      rounding: terms.interestRounding,
    });
    const plan = await this.calendars.published(context, terms.repayment, businessDate);
    return drawdownView({ currency, dailyRate: price.dailyRate, terms, businessDate }, payout, plan);
  }
}
