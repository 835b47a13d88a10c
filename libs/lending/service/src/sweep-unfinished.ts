import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { CarryOutCollection } from './collection/carry-out-collection.js';
import { collectionsDue } from './collection/collection-attempt.store.js';
import { DisburseLoan } from './loan/disburse-loan.js';
import { paymentsWaiting } from './payment/incoming-payment.store.js';
import { MatchPayment } from './payment/match-payment.js';
import { OpeningHours } from './payment-hours/opening-hours.js';

const loansAtATime = 100;
/** A day's collections are thousands; what is left after so many parts waits for the next sweep. */
const collectionPartsMax = 50;
const soonSeconds = 5;
const laterSeconds = 30;
const log = logger('lending.sweep');

/**
 * Finishes what a process has committed and not lived to finish: drawdowns and collections on their way to the bank or waiting for it to
 * open, money that was noted and not booked, events to be published. It runs as a job for one tenant's environment and always comes due again: soon while something is
 * unfinished, else later.
 */
@Injectable()
export class SweepUnfinished {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly disburseLoan: DisburseLoan,
    private readonly carryOut: CarryOutCollection,
    private readonly openingHours: OpeningHours,
    private readonly matchPayment: MatchPayment,
    private readonly outbox: OutboxRelay,
  ) {}

  async run(context: TenantContext): Promise<void> {
    const now = await this.openingHours.now(context);
    await this.disbursements(context, now);
    await this.collections(context, now).catch((error: unknown) => void recordUnexpected(log, error));
    await this.payments(context).catch((error: unknown) => void recordUnexpected(log, error));
    await this.outbox.drain(context).catch((error: unknown) => void recordUnexpected(log, error));
    await this.database.call(context, 'lending.sweep_again', [soonSeconds, laterSeconds]);
  }

  private async disbursements(context: TenantContext, now: Instant): Promise<void> {
    const loans = await this.database.call<{ id: string }>(context, 'lending.disbursements_due', [
      now,
      loansAtATime,
    ]);
    await Promise.all(loans.map(({ id }) => this.disburseLoan.resume(context, id)));
  }

  private async collections(context: TenantContext, now: Instant): Promise<void> {
    for (let part = 0; part < collectionPartsMax; part += 1) {
      const ids = await this.database.transaction(context, (transaction) =>
        collectionsDue(transaction, now, loansAtATime),
      );
      await Promise.all(ids.map((id) => this.carryOut.advance(context, id)));
      if (ids.length < loansAtATime) return;
    }
  }

  private async payments(context: TenantContext): Promise<void> {
    const payments = await this.database.transaction(context, (transaction) =>
      paymentsWaiting(transaction, loansAtATime),
    );
    for (const payment of payments) await this.matchPayment.run(context, payment, payment.loanId);
  }
}
