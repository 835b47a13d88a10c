import { Injectable } from '@nestjs/common';
import { parseMoney, type Id, type Money } from '@fanxing/kernel';
import {
  lendingEventTypes,
  type ApplicationDecided,
  type LoanDisbursed,
  type RepaymentReceived,
} from '@fanxing/lending-contract';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { Meter } from './usage.js';
import { UsageStore } from './usage.store.js';

/** What an event says that is worth counting. */
interface Counted {
  readonly meter: Meter;
  readonly subjectId: string;
  readonly amount: Money | null;
}

/** What of all that lending tells is counted; the rest is for others to hear. */
export const countedEventTypes = [
  lendingEventTypes.applicationDecided,
  lendingEventTypes.loanDisbursed,
  lendingEventTypes.repaymentReceived,
];

/** Whatever lending tells that billing listens to. */
export type LendingEvent = EventEnvelope<ApplicationDecided | LoanDisbursed | RepaymentReceived>;

/** Counts what lending tells of, in the name of the platform and for the tenant that the event is about. */
@Injectable()
export class RecordUsage {
  constructor(private readonly store: UsageStore) {}

  async run(event: LendingEvent): Promise<void> {
    const context = systemContext(event.tenantId as Id<'tenant'>, event.environment, 'billing');
    const counted = countedIn(event);
    await this.store.record(context, { ...counted, id: event.id, quantity: 1, occurredAt: event.occurredAt });
  }
}

function countedIn({ type, payload }: LendingEvent): Counted {
  switch (type) {
    case lendingEventTypes.applicationDecided: {
      const { applicationId } = payload as ApplicationDecided;
      return { meter: 'decisions', subjectId: applicationId, amount: null };
    }
    case lendingEventTypes.loanDisbursed: {
      const { loanId, amount, currency } = payload as LoanDisbursed;
      return { meter: 'disbursements', subjectId: loanId, amount: parseMoney(amount, currency) };
    }
    case lendingEventTypes.repaymentReceived: {
      const { repaymentId, amount, currency } = payload as RepaymentReceived;
      return { meter: 'repayments', subjectId: repaymentId, amount: parseMoney(amount, currency) };
    }
    default:
      throw new Error(`billing knows no meter for the event ${type}`);
  }
}
