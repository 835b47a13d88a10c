import { Injectable } from '@nestjs/common';
import { Fault, type Instant } from '@fanxing/kernel';
import {
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readDisbursements, readDisbursementsOf, type DisbursementRow } from './disbursement.store.js';

/** An order to the bank as the API shows it; the loan is resolved by its id. */
export interface DisbursementView {
  readonly id: string;
  readonly status: 'HELD' | 'SENDING' | 'WAITING' | 'UNKNOWN' | 'PAID' | 'FAILED';
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly nextAttemptAt: Instant | null;
  readonly expectedAt: Instant | null;
  readonly cancelRequested: boolean;
  readonly needsAttention: boolean;
}

/** Reads how far orders to the bank have come. */
@Injectable()
export class ReadDisbursement {
  private readonly rows = new BatchedReads<DisbursementRow>(async (context, loanIds) =>
    byId(
      await this.database.transaction(context, (transaction) => readDisbursementsOf(transaction, loanIds)),
    ),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async ofLoan(context: TenantContext, loanId: string): Promise<DisbursementView> {
    mustBeAllowedTo(context, 'loan:read');
    const row = await this.rows.of(context, loanId);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'id');
    return viewOf(row);
  }

  async page(
    context: TenantContext,
    page: PageArguments & { needsAttention: boolean },
  ): Promise<Connection<DisbursementView>> {
    mustBeAllowedTo(context, 'loan:read');
    const parsed = parsePage(page, context, 'disbursementsUnderWay');
    const rows = await this.database.transaction(context, (transaction) =>
      readDisbursements(transaction, parsed, page.needsAttention),
    );
    return connectionOf(parsed, rows.map(viewOf));
  }
}

function viewOf(row: DisbursementRow): DisbursementView {
  const isUnderWay = row.loanStatus === 'DISBURSING' || row.loanStatus === 'PENDING';
  const isHeld = isUnderWay && row.heldUntil !== null;
  return {
    id: row.id,
    status: isUnderWay ? statusUnderWay(row) : row.loanStatus === 'FAILED' ? 'FAILED' : 'PAID',
    // The call that ended it is not written down.
    attempts: (row.attempts ?? 0) + (isUnderWay || row.given === false ? 0 : 1),
    lastOutcome: row.lastOutcome,
    nextAttemptAt: isUnderWay && !isHeld ? row.nextAttemptAt : null,
    expectedAt: isHeld ? row.heldUntil : null,
    cancelRequested: isUnderWay && row.cancelReason !== null,
    needsAttention: isUnderWay && row.toldAt !== null,
  };
}

function statusUnderWay({ heldUntil, given, attempts }: DisbursementRow): DisbursementView['status'] {
  if (heldUntil !== null) return 'HELD';
  if (given === false) return 'WAITING';
  return attempts === null || attempts === 0 ? 'SENDING' : 'UNKNOWN';
}
