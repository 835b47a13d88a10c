import { Injectable } from '@nestjs/common';
import { addDays, formatMinor } from '@fanxing/kernel';
import { isUnderWay, nextTryOn, transitionCollection, type CollectionEvent } from '@fanxing/lending-domain';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { counter } from '@fanxing/runtime/telemetry';
import { findNotedPayment, notePayment } from '../payment/incoming-payment.store.js';
import { endCollection, type CollectionEnd } from './collection-attempt.store.js';
import { lockCollection, type CollectionRow } from './collection.store.js';
import { policyOfLoan } from './collection-policy.store.js';

const collections = counter('fanxing.lending.collections', {
  description: 'Collections of which the end is known',
  unit: '{collection}',
});

type Ending = Omit<CollectionEnd, 'status'>;
const nothing: Ending = { failure: null, paymentId: null, retryOn: null, isFinished: true };
const failureLengthMax = 200;

/** Another has written the end of this collection first. */
class SettledBefore extends Error {}

/**
 * Writes the end of a collection: what the bank is known to have done, once, whoever learns of it. Money that was collected is taken note of
 * in the same commit, under the bank's reference, so that it is never lost and never counted twice; it is booked after.
 */
@Injectable()
export class SettleCollection {
  constructor(private readonly road: CommandRoad) {}

  collected(context: TenantContext, id: string): Promise<boolean> {
    return this.end(context, id, 'COLLECT', async (transaction, row) => {
      const payment = await notePayment(transaction, {
        id: newId('incomingPayment'),
        bankReference: row.id,
        loanId: row.loanId,
        amountMinor: BigInt(row.amountMinor),
        currency: row.currency,
      });
      return { ...nothing, paymentId: payment.id, isFinished: false };
    });
  }

  rejected(context: TenantContext, id: string, reason: string): Promise<boolean> {
    return this.end(context, id, 'REJECT', async (transaction, row) => {
      const policy = row.kind === 'AUTOMATIC' ? await policyOfLoan(transaction, row.loanId) : undefined;
      const retryOn = policy ? nextTryOn(policy, row.tryNumber, reason, row.businessDate) : null;
      return { ...nothing, failure: reason, retryOn };
    });
  }

  /** The bank will never carry it out. */
  cancelled(context: TenantContext, id: string, reason: string): Promise<boolean> {
    return this.end(context, id, 'CANCEL', () => Promise.resolve({ ...nothing, failure: reason }));
  }

  /** It was never given and is not wanted any more; what is due all the same is asked for anew on the next day. */
  expired(context: TenantContext, id: string, reason: 'EXPIRED' | 'MANDATE_ENDED'): Promise<boolean> {
    return this.end(context, id, 'EXPIRE', async (transaction, row) => {
      const isWantedAgain = reason === 'EXPIRED' && row.kind === 'AUTOMATIC';
      const policy = isWantedAgain ? await policyOfLoan(transaction, row.loanId) : undefined;
      return {
        ...nothing,
        failure: reason,
        retryOn: policy?.automatic ? addDays(row.businessDate, 1) : null,
      };
    });
  }

  /** The payer's bank took the money back, maybe before anybody here knew that it was collected. */
  returned(context: TenantContext, id: string, reason: string): Promise<boolean> {
    return this.end(context, id, 'RETURN', async (transaction, row) => {
      const noted = await findNotedPayment(transaction, row.id);
      return { ...nothing, failure: reason, paymentId: noted?.id ?? null, isFinished: noted === undefined };
    });
  }

  /** Answers false when the end was written before, or this one is impossible by now. */
  private async end(
    context: TenantContext,
    id: string,
    event: CollectionEvent,
    follow: (transaction: TenantTransaction, row: CollectionRow) => Promise<Ending>,
  ): Promise<boolean> {
    const system = systemContext(context.tenantId, context.environment, 'collection');
    const command = { operation: 'settleCollection', permission: 'collection:write', input: null } as const;
    try {
      await this.road.run(system, command, async (transaction) => {
        const row = await lockCollection(transaction, id);
        const isPossible =
          row && (isUnderWay(row.status) || (row.status === 'COLLECTED' && event === 'RETURN'));
        if (!isPossible) throw new SettledBefore();
        const status = transitionCollection(row.status, event) as CollectionEnd['status'];
        const ending = await follow(transaction, row);
        const failure = ending.failure?.slice(0, failureLengthMax) ?? null;
        await endCollection(transaction, id, { ...ending, failure, status });
        return {
          answer: null,
          subject: { kind: 'collection', id },
          before: { status: row.status },
          after: {
            status,
            loanId: row.loanId,
            amount: formatMinor(BigInt(row.amountMinor), row.currency),
            currency: row.currency,
          },
        };
      });
    } catch (error) {
      if (error instanceof SettledBefore) return false;
      throw error;
    }
    collections.add(1, { state: event });
    return true;
  }
}
