import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { closeDays, type ServicedLoan } from '@fanxing/lending-domain';
import { mustBeKey, requestHash, type AuditedState } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type Permission, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { OpenBooks } from '../books/open-books.js';
import { orEarlierAnswer, type RepeatableRequest } from '../earlier-answer.js';
import { LoanChangeStore, type LoanChange } from './change-loan.store.js';
import type { LoanRow } from './loan.store.js';
import { outboxEvent } from '../outbox-event.js';
import { mustFindLoan } from './must-find-loan.js';
import { servicedOf } from './serviced-loan.store.js';

export interface ServicedLoanChange {
  readonly operation: string;
  readonly permission: Permission;
  readonly kind: LoanChange['kind'];
  readonly input: { readonly idempotencyKey: string; readonly loanId: string };
  /** The loan after it, from the loan as it stands and as it is once its days are closed. Fails when the loan does not allow it. */
  readonly apply: (row: LoanRow, standing: ServicedLoan, closed: ServicedLoan) => ChangedLoan;
}

export interface ChangedLoan {
  readonly loan: ServicedLoan;
  /** For the audit record. */
  readonly before: AuditedState;
  readonly after: AuditedState;
  /** What the loan's own history keeps of it, enough to live it again. */
  readonly details: Record<string, unknown>;
}

/** How every change of a loan by hand is done: who may, the key, the days that are over, the change, all in one call. Answers the loan's id. */
@Injectable()
export class ChangeServicedLoan {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly changes: LoanChangeStore,
    private readonly books: OpenBooks,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, change: ServicedLoanChange): Promise<string> {
    const { operation, permission, input } = change;
    mustBeAllowedTo(context, permission);
    const request = {
      operation,
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.write(context, change, request),
      () => Promise.resolve(input.loanId),
    );
  }

  private async write(
    context: TenantContext,
    { kind, input, apply }: ServicedLoanChange,
    request: RepeatableRequest,
  ): Promise<string> {
    const row = await mustFindLoan(this.database, context, input.loanId);
    const standing = servicedOf(row);
    const { loan: closed, days } = closeDays(standing, row.businessDate);
    const { loan, before, after, details } = apply(row, standing, closed);
    await this.books.open(context, row.currency);
    const event = outboxEvent(
      'loanChanged',
      { loanId: row.id, borrowerId: row.borrowerId, status: loan.status },
      this.clock,
    );
    await this.changes.write(context, {
      request,
      actor: auditActor(context, { before, after }),
      kind,
      id: newId('loanEvent'),
      answer: 'loanEventId',
      subject: { kind: 'loan', id: row.id },
      row,
      standing,
      days,
      closed,
      loan,
      details,
      event,
    });
    this.outbox.publishSoon(context, event);
    return row.id;
  }
}
