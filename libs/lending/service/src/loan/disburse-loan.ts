import { Inject, Injectable } from '@nestjs/common';
import { Fault, money } from '@fanxing/kernel';
import {
  askOutcome,
  disburse,
  parseBankConnection,
  type BankConnection,
  type DisbursementInstruction,
} from '@fanxing/bank';
import type { Loan } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { logger, recordUnexpected, withSpan } from '@fanxing/runtime/telemetry';
import { tenantContract } from '@fanxing/tenant-contract';
import { findLoan, loanOf } from './loan.store.js';
import { SettleDisbursement } from './settle-disbursement.js';

/** Whether lending may call banks at private addresses: the sandbox bank on one's own machine. */
export const PRIVATE_BANKS_ALLOWED = Symbol('PrivateBanksAllowed');

type Sent = 'SETTLED' | 'UNKNOWN';

const pausesBeforeAskingMs = [50, 250, 1_000];
const putOffSeconds = 5;
const log = logger('lending.disbursement');

/**
 * Takes a reserved drawdown to the bank and back. The rule: an order is given once; when the answer is unknown the
 * bank is asked, and only its own word that it never had the order lets it be given again, under the same reference.
 *
 * `begin` follows a commit at once, in this process. `resume` is the job behind it: it comes due when `begin` did not
 * end, and since it can not know how far that came, it asks first.
 */
@Injectable()
export class DisburseLoan {
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly settle: SettleDisbursement,
    @Inject(TRANSPORT) private readonly transport: Transport,
    @Inject(PRIVATE_BANKS_ALLOWED) private readonly privateBanksAllowed: boolean,
  ) {}

  /** Sends a drawdown that was never sent, in the background. Never fails: the job is the net. */
  begin(context: TenantContext, loanId: string, loan: Loan, accountReference: string): void {
    const instruction = instructionFor(loanId, loan, accountReference);
    const work = withSpan('disburse loan', { subjectId: loanId }, async () => {
      const connection = await this.connection(context);
      await this.send(context, connection, instruction);
    })
      .catch((error: unknown) => void recordUnexpected(log, error, { subjectId: loanId }))
      .finally(() => this.underWay.delete(loanId));
    this.underWay.set(loanId, work);
  }

  /** Finishes a drawdown of which nobody knows how far it came; puts itself off while the bank can not tell. */
  async resume(context: TenantContext, loanId: string): Promise<void> {
    const row = await this.database.transaction(context, (transaction) => findLoan(transaction, loanId));
    if (row?.status !== 'DISBURSING') return;
    const settled =
      !this.underWay.has(loanId) &&
      (await this.finish(context, instructionFor(loanId, loanOf(row), row.borrowerReference)));
    if (!settled) await this.database.call(context, 'lending.disburse_later', [loanId, putOffSeconds]);
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private async finish(context: TenantContext, instruction: DisbursementInstruction): Promise<boolean> {
    try {
      return (await this.ask(context, await this.connection(context), instruction)) === 'SETTLED';
    } catch (error) {
      recordUnexpected(log, error, { subjectId: instruction.reference });
      return false;
    }
  }

  private async send(
    context: TenantContext,
    connection: BankConnection,
    instruction: DisbursementInstruction,
  ): Promise<Sent> {
    const outcome = await withSpan('bank disburse', {}, () => disburse(connection, instruction), 'client');
    switch (outcome.kind) {
      case 'PAID':
        await this.settle.paid(context, instruction.reference);
        return 'SETTLED';
      case 'REJECTED':
        await this.settle.refused(context, instruction.reference, outcome.reason);
        return 'SETTLED';
      case 'NOT_SENT':
        return 'UNKNOWN';
      case 'UNKNOWN':
        return this.askUntilKnown(context, connection, instruction);
    }
  }

  private async askUntilKnown(
    context: TenantContext,
    connection: BankConnection,
    instruction: DisbursementInstruction,
  ): Promise<Sent> {
    for (const pauseMs of pausesBeforeAskingMs) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const outcome = await askOutcome(connection, instruction);
      // An order that was just sent may not have arrived yet: that the bank does not have it is left to the job.
      if (outcome.kind === 'PAID' || outcome.kind === 'REJECTED')
        return this.ask(context, connection, instruction);
    }
    return 'UNKNOWN';
  }

  private async ask(
    context: TenantContext,
    connection: BankConnection,
    instruction: DisbursementInstruction,
  ): Promise<Sent> {
    const outcome = await withSpan('bank ask', {}, () => askOutcome(connection, instruction), 'client');
    switch (outcome.kind) {
      case 'PAID':
        await this.settle.paid(context, instruction.reference);
        return 'SETTLED';
      case 'REJECTED':
        await this.settle.refused(context, instruction.reference, outcome.reason);
        return 'SETTLED';
      case 'NOT_FOUND':
        return this.send(context, connection, instruction);
      case 'UNKNOWN':
        return 'UNKNOWN';
    }
  }

  private async connection(context: TenantContext): Promise<BankConnection> {
    const { bankConnection } = await this.transport.client(tenantContract).activeTenant(context, {});
    if (!bankConnection)
      throw new Fault('STATE_CONFLICT', {
        what: 'bank connection',
        status: 'missing',
        needed: 'connectBank',
      });
    return parseBankConnection(bankConnection, { allowPrivateNetwork: this.privateBanksAllowed });
  }
}

/** The loan's id is the bank's reference, so the same drawdown is the same order however often it is given. */
function instructionFor(loanId: string, loan: Loan, accountReference: string): DisbursementInstruction {
  return {
    reference: loanId,
    amount: money(loan.principalMinor, loan.currency),
    beneficiary: { accountReference },
  };
}
