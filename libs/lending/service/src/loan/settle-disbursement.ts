import { Injectable } from '@nestjs/common';
import { addDays, Fault, formatMinor } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { auditActor } from '../actor.js';
import { readingAgain } from '../earlier-answer.js';
import { findLoan, settleDisbursed } from './loan.store.js';

/** Ends a disbursement with what the bank is known to have done. Doing it twice changes nothing. */
@Injectable()
export class SettleDisbursement {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
  ) {}

  /** The money is with the borrower: the entry is posted and interest runs from the books' present day. */
  async paid(context: TenantContext, loanId: string): Promise<void> {
    await this.settle(context, loanId, null);
  }

  /** No money moved and none will: the entry is voided and the line released. */
  async refused(context: TenantContext, loanId: string, failure: string): Promise<void> {
    await this.settle(context, loanId, failure.slice(0, 200));
  }

  private async settle(context: TenantContext, loanId: string, failure: string | null): Promise<void> {
    const system = systemContext(context.tenantId, context.environment, 'disbursement');
    await readingAgain(async () => {
      const row = await this.database.transaction(system, (transaction) => findLoan(transaction, loanId));
      if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId });
      await settleDisbursed(this.database, system, {
        actor: auditActor(system),
        loanId,
        paid: failure === null,
        failure,
        on: row.businessDate,
        dueOn: addDays(row.businessDate, row.termDays),
        eventId: newId('event'),
        amount: formatMinor(BigInt(row.principalMinor), row.currency),
      });
    });
    this.outbox.wake(system);
  }
}
