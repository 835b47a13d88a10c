import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import {
  lendingEventTypes,
  type DayBegun,
  type LoanChanged,
  type LoanDisbursed,
  type RepaymentReceived,
} from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';

export type LendingNews = EventEnvelope<DayBegun | LoanChanged | LoanDisbursed | RepaymentReceived>;

/** What lending tells that is a reason to look at a line. */
export const lendingNews = [
  lendingEventTypes.dayBegun,
  lendingEventTypes.loanDisbursed,
  lendingEventTypes.repaymentReceived,
  lendingEventTypes.loanChanged,
] as const;

/**
 * Hears lending: a day that has begun lets all lines be looked at, a loan that was paid out begins the watch over its borrower, and what is
 * paid or changed is news of one. Hearing something twice is one more look at most.
 */
@Injectable()
export class HearLending {
  constructor(private readonly database: ServiceDatabase) {}

  async run({ tenantId, environment, type, payload }: LendingNews): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'monitoring');
    if (type === lendingEventTypes.dayBegun) {
      const { businessDate } = payload as DayBegun;
      await this.database.call(context, 'risk.begin_monitoring_run', [businessDate]);
      return;
    }
    const { borrowerId } = payload as Pick<RepaymentReceived, 'borrowerId'>;
    if (borrowerId === undefined) return;
    const begins = type === lendingEventTypes.loanDisbursed;
    await this.database.call(context, 'risk.note_news', [borrowerId, begins]);
  }
}
