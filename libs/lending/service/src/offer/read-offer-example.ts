import { Injectable } from '@nestjs/common';
import { Fault, parseMinor, type BusinessDate } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { OfferView } from '../application/application.view.js';
import { BusinessDates } from '../day/business-date.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { drawdownView } from '../loan/drawdown.view.js';
import { payoutOfLoan } from '../loan/plan-of-line.js';
import type { ScheduleView } from '../loan/schedule.view.js';
import { readOfferTerms, type OfferTerms } from './offer.store.js';

/** Reads what an offer would cost if all of it were drawn today and paid back as planned. */
@Injectable()
export class ReadOfferExample {
  private readonly offers = new BatchedReads<OfferTerms>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => readOfferTerms(transaction, ids))),
  );
  /** One day for all of an answer's offers. */
  private readonly today = new BatchedReads<BusinessDate>(
    async (context) => new Map([['', await this.businessDates.current(context)]]),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly calendars: HolidayCalendars,
  ) {}

  async run(context: TenantContext, { id, limit, price }: OfferView): Promise<ScheduleView> {
    mustBeAllowedTo(context, 'application:read');
    const [offer, businessDate] = await Promise.all([
      this.offers.of(context, id),
      this.today.of(context, ''),
    ]);
    if (!offer || !businessDate) throw new Fault('NOT_FOUND', { what: 'offer', id });
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
