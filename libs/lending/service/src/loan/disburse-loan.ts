import { Inject, Injectable } from '@nestjs/common';
import { Fault, money } from '@fanxing/kernel';
import {
  askOutcome,
  disburse,
  parseBankConnection,
  type BankConnection,
  type DisbursementInstruction,
  type DisbursementOutcome,
} from '@fanxing/bank';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { counter, logger, recordUnexpected, withSpan } from '@fanxing/runtime/telemetry';
import { openPayee } from '../borrower/sealed-borrower.js';
import { Neighbours } from '../neighbours.js';
import { findLoan, loanOf, type LoanRow } from './loan.store.js';
import { payoutOfLoan } from './plan-of-line.js';
import { SettleDisbursement, type Disbursement } from './settle-disbursement.js';

/** Whether lending may call banks at private addresses: the sandbox bank on one's own machine. */
export const PRIVATE_BANKS_ALLOWED = Symbol('PrivateBanksAllowed');

type Sent = 'SETTLED' | 'UNKNOWN';
/** What a bank is known to have done. */
type Definite = Extract<DisbursementOutcome, { kind: 'PAID' | 'REJECTED' }>;

const sweepAfterSeconds = 5;
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
 * end, and since it can not know how far that came, it asks first.
 */
@Injectable()
export class DisburseLoan {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly settle: SettleDisbursement,
    private readonly neighbours: Neighbours,
    private readonly keeper: KeyKeeper,
    @Inject(PRIVATE_BANKS_ALLOWED) private readonly privateBanksAllowed: boolean,
  ) {}

  /** Sends a drawdown that was never sent, in the background. Never fails: the sweep is the net. */
  begin(context: TenantContext, disbursement: Disbursement): void {
    const { loanId } = disbursement;
    const work = withSpan('disburse loan', { subjectId: loanId }, async () => {
      const sent = await this.send(context, await this.connection(context), disbursement).catch(
        (error: unknown) => {
          recordUnexpected(log, error, { subjectId: loanId });
          return 'UNKNOWN' as const;
        },
      );
      // The tenant's sweep may have gone to rest: it is called soon, instead of when it would have woken.
      if (sent === 'UNKNOWN') await this.database.call(context, 'lending.sweep_later', [sweepAfterSeconds]);
    });
    void this.follow(loanId, work);
  }

  /** Finishes a drawdown of which nobody knows how far it came, as far as the bank can tell today. Never fails. */
  async resume(context: TenantContext, loanId: string): Promise<void> {
    if (this.underWay.has(loanId)) return;
    const work = withSpan('resume disbursement', { subjectId: loanId }, async () => {
      const row = await findLoan(this.database, context, loanId);
      if (row?.status === 'DISBURSING')
        await this.ask(context, await this.connection(context), disbursementOf(row));
    });
    await this.follow(loanId, work);
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

  private async send(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
  ): Promise<Sent> {
    const instruction = await this.instruction(context, disbursement);
    const outcome = await withSpan('bank disburse', {}, () => disburse(connection, instruction), 'client');
    if (outcome.kind === 'NOT_SENT') return 'UNKNOWN';
    if (outcome.kind !== 'UNKNOWN') return this.conclude(context, disbursement, outcome);
    for (const pauseMs of pausesBeforeAskingMs) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const asked = await askOutcome(connection, instruction);
      if (asked.kind === 'PAID' || asked.kind === 'REJECTED')
        return this.conclude(context, disbursement, asked);
    }
    // NOT_FOUND is no answer yet: an order that was just sent may still arrive. The sweep asks again later.
    return 'UNKNOWN';
  }

  private async ask(
    context: TenantContext,
    connection: BankConnection,
    disbursement: Disbursement,
  ): Promise<Sent> {
    const instruction = await this.instruction(context, disbursement);
    const outcome = await withSpan('bank ask', {}, () => askOutcome(connection, instruction), 'client');
    if (outcome.kind === 'NOT_FOUND') return this.send(context, connection, disbursement);
    return outcome.kind === 'UNKNOWN' ? 'UNKNOWN' : this.conclude(context, disbursement, outcome);
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

  private async instruction(
    context: TenantContext,
    disbursement: Disbursement,
  ): Promise<DisbursementInstruction> {
    const reference = await this.keeper.using(context, (keys) => openPayee(keys, disbursement.payee));
    return instructionFor(disbursement, reference);
  }

  private async connection(context: TenantContext): Promise<BankConnection> {
    const bankConnection = await this.neighbours.bankConnection(context);
    if (!bankConnection)
      throw new Fault('STATE_CONFLICT', {
        what: 'bank connection',
        status: 'missing',
        needed: 'connectBank',
      });
    return parseBankConnection(bankConnection, { allowPrivateNetwork: this.privateBanksAllowed });
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

/** The loan's id is the bank's reference, so the same drawdown is the same order however often it is given. */
function instructionFor(
  { loanId, loan, payout }: Disbursement,
  accountReference: string,
): DisbursementInstruction {
  return {
    reference: loanId,
    amount: money(payout.paidOutMinor, loan.currency),
    beneficiary: { accountReference },
  };
}
