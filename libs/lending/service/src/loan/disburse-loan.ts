import { Injectable } from '@nestjs/common';
import { askOutcome, cancelDisbursement, disburse, type BankConnection } from '@fanxing/bank';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { counter, logger, recordUnexpected, withSpan } from '@fanxing/runtime/telemetry';
import { DisbursementAttempts, type Sent } from '../disbursement/disbursement-attempts.js';
import { PartnerBank } from '../partner-bank.js';
import { instructionFor } from './disbursement-instruction.js';
import { findLoan, loanOf, type LoanRow } from './loan.store.js';
import { payoutOfLoan } from './plan-of-line.js';
import { SettleDisbursement, type Disbursement } from './settle-disbursement.js';

/** What a bank is known to have done. */
type Definite = { readonly kind: 'PAID' } | { readonly kind: 'REJECTED'; readonly reason: string };

const pausesBeforeAskingMs = [50, 250, 1_000];
const log = logger('lending.disbursement');
const disbursements = counter('fanxing.lending.disbursements', {
  description: 'Orders to banks of which the end is known',
  unit: '{order}',
});

/**
 * Takes a reserved drawdown to the bank and back. The rule: an order is given once; when the answer is unknown the
 * bank is asked, and only its own word that it never had the order lets it be given again, under the same reference.
 *
 * `begin` follows a commit at once, in this process. `resume` is called by the tenant's sweep for what `begin` did not
 * end, and since it can not know how far that came, it asks first. An order that somebody wants called off is called off at
 * the bank instead of asked about.
 */
@Injectable()
export class DisburseLoan {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly settle: SettleDisbursement,
    private readonly bank: PartnerBank,
    private readonly keeper: KeyKeeper,
    private readonly attempts: DisbursementAttempts,
  ) {}

  /** Sends a drawdown that was never sent, in the background. Never fails: the sweep is the net. */
  begin(context: TenantContext, disbursement: Disbursement): void {
    const { loanId } = disbursement;
    const work = withSpan('disburse loan', { subjectId: loanId }, async () => {
      const sent = await this.first(context, disbursement).catch((error: unknown) => {
        recordUnexpected(log, error, { subjectId: loanId });
        return 'UNKNOWN' as const;
      });
      // The tenant's sweep may have gone to rest: it is called soon, instead of when it would have woken.
      if (sent !== 'SETTLED') await this.attempts.sweepSoon(context);
    });
    void this.follow(loanId, work);
  }

  /** Finishes a drawdown of which nobody knows how far it came, as far as the bank can tell today. Never fails. */
  async resume(context: TenantContext, loanId: string): Promise<void> {
    if (this.underWay.has(loanId)) return;
    const work = withSpan('resume disbursement', { subjectId: loanId }, async () => {
      const row = await findLoan(this.database, context, loanId);
      if (row?.status === 'DISBURSING') await this.next(context, row);
    });
    await this.follow(loanId, work);
  }

  /** As `resume`, after whatever is under way in this process has ended: somebody waits for what comes of a cancellation. */
  async callOffNow(context: TenantContext, loanId: string): Promise<void> {
    await this.underWay.get(loanId);
    await this.resume(context, loanId);
    // Another who wants the same may have been a moment faster.
    await this.underWay.get(loanId);
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private follow(loanId: string, work: Promise<void>): Promise<void> {
    const followed = work
      .catch((error: unknown) => void recordUnexpected(log, error, { subjectId: loanId }))
      .finally(() => this.underWay.delete(loanId));
    this.underWay.set(loanId, followed);
    return followed;
  }

  private async first(context: TenantContext, disbursement: Disbursement): Promise<Sent> {
    const { loanId, loan } = disbursement;
    if (await this.attempts.heldAtFirst(context, loanId, loan.drawnOn)) return 'NOT_SENT';
    return this.send(context, await this.bank.connection(context), disbursement, { isFirst: true });
  }

  private async next(context: TenantContext, row: LoanRow): Promise<void> {
    const disbursement = disbursementOf(row);
    const known = await this.attempts.known(context, row.id);
    const { cancelReason } = known;
    if (cancelReason !== null && known.given === false)
      return void (await this.conclude(context, disbursement, { kind: 'REJECTED', reason: cancelReason }));
    const connection = await this.bank.connection(context);
    if (cancelReason !== null) await this.callOff(context, connection, disbursement, cancelReason);
    else if (known.given === false) await this.giveAgain(context, connection, disbursement);
    else await this.ask(context, connection, disbursement);
  }

  private async send(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
    { isFirst }: { readonly isFirst: boolean },
  ): Promise<Sent> {
    const instruction = await this.instruction(context, disbursement);
    const outcome = await withSpan('bank disburse', {}, () => disburse(connection, instruction), 'client');
    if (outcome.kind === 'NOT_SENT') {
      await this.attempts.note(context, disbursement.loanId, outcome.cause, { isGiven: !isFirst });
      return 'NOT_SENT';
    }
    if (outcome.kind !== 'UNKNOWN') return this.conclude(context, disbursement, outcome);
    for (const pauseMs of pausesBeforeAskingMs) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const asked = await askOutcome(connection, instruction);
      if (asked.kind === 'PAID' || asked.kind === 'REJECTED')
        return this.conclude(context, disbursement, asked);
    }
    // NOT_FOUND is no answer yet: an order that was just sent may still arrive. The sweep asks again later.
    await this.attempts.note(context, disbursement.loanId, outcome.cause, { isGiven: true });
    return 'UNKNOWN';
  }

  private async ask(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
  ): Promise<void> {
    const instruction = await this.instruction(context, disbursement);
    const outcome = await withSpan('bank ask', {}, () => askOutcome(connection, instruction), 'client');
    if (outcome.kind === 'NOT_FOUND') return this.giveAgain(context, connection, disbursement);
    if (outcome.kind === 'UNKNOWN')
      return this.attempts.note(context, disbursement.loanId, outcome.cause, { isGiven: true });
    await this.conclude(context, disbursement, outcome);
  }

  private async giveAgain(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
  ): Promise<void> {
    const { loanId } = disbursement;
    if (await this.attempts.held(context, loanId, { isGiven: true })) return;
    await this.attempts.claimed(context, loanId, () =>
      this.send(context, connection, disbursement, { isFirst: false }),
    );
  }

  private async callOff(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
    reason: string,
  ): Promise<void> {
    const instruction = await this.instruction(context, disbursement);
    const outcome = await withSpan(
      'bank cancel',
      {},
      () => cancelDisbursement(connection, instruction),
      'client',
    );
    if (outcome.kind === 'NOT_OFFERED') {
      await this.attempts.keepGoing(context, disbursement.loanId);
      return this.ask(context, connection, disbursement);
    }
    if (outcome.kind === 'UNKNOWN')
      return this.attempts.note(context, disbursement.loanId, outcome.cause, { isGiven: true });
    const isCalledOff = outcome.kind === 'REJECTED' && outcome.reason === 'CANCELLED';
    await this.conclude(context, disbursement, isCalledOff ? { ...outcome, reason } : outcome);
  }

  private async conclude(
    context: TenantContext,
    disbursement: Disbursement,
    outcome: Definite,
  ): Promise<'SETTLED'> {
    disbursements.add(1, { state: outcome.kind });
    if (outcome.kind === 'PAID') await this.settle.paid(context, disbursement);
    else await this.settle.refused(context, disbursement, outcome.reason);
    return 'SETTLED';
  }

  private instruction(context: TenantContext, disbursement: Disbursement) {
    return this.keeper.using(context, (keys) => instructionFor(keys, disbursement));
  }
}

function disbursementOf(row: LoanRow): Disbursement {
  return {
    loanId: row.id,
    borrowerId: row.borrowerId,
    payee: row,
    loan: loanOf(row),
    payout: payoutOfLoan(row),
    plan: row.plan,
  };
}
