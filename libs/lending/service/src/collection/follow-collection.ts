import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, toEpochMs, type Clock } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { findPayment, giveBackPayment, type IncomingPaymentRow } from '../payment/incoming-payment.store.js';
import { MatchPayment } from '../payment/match-payment.js';
import { ReverseRepayment } from '../repayment/reverse-repayment.js';
import { finishCollection, puzzleOver } from './collection-attempt.store.js';
import type { CollectionRow } from './collection.store.js';

const tryAgainMs = 600_000;

/**
 * Does what follows from the end of a collection: the money is booked on the loan, or what was booked is reversed. Every step may be
 * repeated, so a process that dies in between is followed by the sweep.
 */
@Injectable()
export class FollowCollection {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly matchPayment: MatchPayment,
    private readonly reverseRepayment: ReverseRepayment,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, row: CollectionRow): Promise<void> {
    if (row.isFinished || (row.status === 'COLLECTED' && row.isAskedAgain)) return;
    const system = systemContext(context.tenantId, context.environment, 'collection');
    const payment = await this.matched(system, row);
    if (row.status === 'RETURNED' && payment) {
      const problem = await this.giveBack(system, payment, row.failure ?? 'RETURNED');
      if (problem !== null) return this.puzzle(system, row.id, problem);
    }
    const isMoneyOfThis =
      !payment || (payment.amountMinor === row.amountMinor && payment.currency === row.currency);
    // The bank told of other money under this reference before: what it told first is booked, and a person has to look.
    if (!isMoneyOfThis) await this.puzzle(system, row.id, 'AMOUNT_DIFFERS');
    await this.write(system, (transaction) => finishCollection(transaction, row.id));
  }

  /** The money that it brought, booked where its loan takes it; undefined where none was noted. */
  private async matched(
    context: TenantContext,
    { paymentId, loanId }: CollectionRow,
  ): Promise<IncomingPaymentRow | undefined> {
    if (paymentId === null) return undefined;
    const payment = await this.database.transaction(context, (transaction) =>
      findPayment(transaction, paymentId),
    );
    return payment?.status === 'RECEIVED' ? this.matchPayment.run(context, payment, loanId) : payment;
  }

  /** Takes money out of the loan again that went back. Answers what stands in the way. */
  private async giveBack(
    context: TenantContext,
    { id, repaymentId }: IncomingPaymentRow,
    reason: string,
  ): Promise<string | null> {
    if (repaymentId !== null) {
      const input = { idempotencyKey: `return ${id}`, repaymentId, reason };
      try {
        await this.reverseRepayment.run(context, input);
      } catch (error) {
        const isReversed = error instanceof Fault && error.reason === 'STATE_CONFLICT';
        if (!(error instanceof Fault) || error.reason === 'WRITE_CONTENTION') throw error;
        if (!isReversed) return error.reason;
      }
    }
    await this.write(context, (transaction) => giveBackPayment(transaction, id));
    return null;
  }

  private async puzzle(context: TenantContext, id: string, problem: string): Promise<void> {
    const again = fromEpochMs(toEpochMs(this.clock.now()) + tryAgainMs);
    await this.write(context, (transaction) => puzzleOver(transaction, id, problem, again));
  }

  private write(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<void>,
  ): Promise<void> {
    return this.database.transaction(context, work);
  }
}
