import { Injectable } from '@nestjs/common';
import { Fault, parseId, type BusinessDate, type Instant } from '@fanxing/kernel';
import { isUnderWay } from '@fanxing/lending-domain';
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
import type { MoneyView } from '../application/application.view.js';
import { moneyIn } from '../loan/schedule.view.js';
import { readPolicies, type PolicyRow } from './collection-policy.store.js';
import { readCollections, readCollectionsById, type CollectionRow } from './collection.store.js';

export interface CollectionFilter {
  readonly loanId?: string | null;
  readonly status?: string | null;
  readonly kind?: string | null;
  readonly needsAttention?: boolean | null;
}

/** A collection as the API shows it; loan, mandate and repayment are resolved by their ids. */
export interface CollectionView {
  readonly id: string;
  readonly loanId: string;
  readonly mandateId: string;
  readonly repaymentId: string | null;
  readonly status: string;
  readonly kind: string;
  readonly amount: MoneyView;
  readonly askedOn: BusinessDate;
  readonly tryNumber: number;
  readonly retryOn: BusinessDate | null;
  readonly requestedAt: Instant;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly nextAttemptAt: Instant | null;
  readonly expectedAt: Instant | null;
  readonly cancelRequested: boolean;
  readonly needsAttention: boolean;
  readonly settledAt: Instant | null;
  readonly failure: string | null;
}

/** Reads collections of the caller's tenant, and what products say of collecting. */
@Injectable()
export class ReadCollections {
  private readonly rows = new BatchedReads<CollectionRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => readCollectionsById(transaction, ids))),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<CollectionView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('collection', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'collection', id }, 'id');
    return viewOf(row);
  }

  async page(
    context: TenantContext,
    page: PageArguments & CollectionFilter,
  ): Promise<Connection<CollectionView>> {
    mustBeAllowedTo(context, 'loan:read');
    const parsed = parsePage(page, context, 'collections');
    const filter = {
      loanId: page.loanId ?? null,
      status: page.status ?? null,
      kind: page.kind ?? null,
      needsAttention: page.needsAttention ?? false,
    };
    const rows = await this.database.transaction(context, (transaction) =>
      readCollections(transaction, parsed, filter),
    );
    return connectionOf(parsed, rows.map(viewOf));
  }

  async policies(context: TenantContext): Promise<PolicyRow[]> {
    mustBeAllowedTo(context, 'loan:read');
    return this.database.transaction(context, readPolicies);
  }
}

function viewOf(row: CollectionRow): CollectionView {
  const isOpen = isUnderWay(row.status);
  const isHeld = isOpen && row.heldUntil !== null;
  return {
    ...row,
    amount: moneyIn(row.currency)(BigInt(row.amountMinor)),
    nextAttemptAt: isOpen && !isHeld ? row.nextAttemptAt : null,
    expectedAt: isHeld ? row.heldUntil : null,
    cancelRequested: isOpen && row.cancelReason !== null,
    needsAttention: needsAttention(row),
  };
}

/** Nobody knows its end, or its money is kept beside the books until somebody says where it belongs. */
function needsAttention(row: CollectionRow): boolean {
  if (row.status === 'COLLECTED' && row.paymentStatus === 'UNMATCHED') return true;
  return row.toldAt !== null && (!row.isFinished || row.lastOutcome === 'AMOUNT_DIFFERS');
}
