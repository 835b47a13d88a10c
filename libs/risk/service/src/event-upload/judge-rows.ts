import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingBorrowerContract } from '@fanxing/lending-contract';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { KnownDataNames, tenantContract } from '@fanxing/tenant-contract';
import type { CategorisedEvent } from '../event/event-batch.js';
import { KnownKinds } from '../event-kind/known-kinds.js';
import type { RowEvent } from './read-rows.js';
import { rejectionOf, type Rejection } from './rejection.js';

export interface JudgedRow {
  readonly row: number;
  readonly event: CategorisedEvent;
}

/**
 * Tells rows that may be taken from those that may not, by what `ingestEvents` would say of each alone: the kind, its fields, the
 * borrower, and whether the borrower still agrees to data of this category.
 */
@Injectable()
export class JudgeRows {
  private readonly dataNames: KnownDataNames;

  constructor(
    private readonly kinds: KnownKinds,
    @Inject(CLOCK) clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  async run(
    context: TenantContext,
    given: readonly RowEvent[],
  ): Promise<{ readonly good: JudgedRow[]; readonly rejections: Rejection[] }> {
    if (given.length === 0) return { good: [], rejections: [] };
    const kinds = [...new Set(given.map(({ event }) => event.kind))];
    const borrowerIds = [...new Set(given.map(({ event }) => event.borrowerId))];
    const [dictionary, checks, { known }] = await Promise.all([
      this.dataNames.dictionaryFor(context, 'EVENT_KIND', kinds),
      this.kinds.checksFor(context, kinds),
      this.transport.client(lendingBorrowerContract).knownBorrowers(context, { borrowerIds }),
    ]);
    const closed = await this.closedTo(context, known);
    const knownIds = new Set(known);
    const good: JudgedRow[] = [];
    const rejections: Rejection[] = [];
    for (const { row, event } of given) {
      try {
        const category = dictionary.categoryOf('EVENT_KIND', event.kind, 'row.kind');
        checks.get(event.kind)?.(event.fields, 'row');
        if (!knownIds.has(event.borrowerId))
          throw new Fault('NOT_FOUND', { what: 'borrower', id: event.borrowerId }, 'row.borrowerId');
        if (closed.get(event.borrowerId)?.includes(category))
          throw new Fault('CONSENT_WITHDRAWN', { categories: [category] }, 'row');
        good.push({ row, event: { ...event, category } });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        rejections.push(rejectionOf(row, error));
      }
    }
    return { good, rejections };
  }

  private async closedTo(
    context: TenantContext,
    borrowerIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DataCategory[]>> {
    if (borrowerIds.length === 0) return new Map();
    const { closed } = await this.transport.client(tenantContract).closedData(context, { borrowerIds });
    return new Map(closed.map(({ borrowerId, categories }) => [borrowerId, categories]));
  }
}
