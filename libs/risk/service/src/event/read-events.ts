import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseCurrency, parseId, type Clock, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import { mustCover, openDataAccess, type ConsentPurpose, type DataCategory } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import { eventsFor } from './event.store.js';

export interface EventView {
  readonly id: string;
  readonly kind: string;
  readonly at: Instant;
  readonly amount: { readonly amount: string; readonly currency: string } | null;
  readonly direction: 'IN' | 'OUT' | null;
  readonly channel: string | null;
  readonly fields: IndicatorEvent['fields'];
}

export interface EventsQuery {
  readonly borrowerId: string;
  readonly purpose: ConsentPurpose;
  readonly categories?: readonly DataCategory[] | null;
  readonly before?: Instant | null;
  readonly first?: number | null;
}

const firstMax = 100;

/** Shows what is known of a borrower, for a purpose that the borrower agreed to. */
@Injectable()
export class ReadEvents {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED, also when one of the categories asked for is outside the purpose or the consent. */
  async newest(context: TenantContext, query: EventsQuery): Promise<EventView[]> {
    mustBeAllowedTo(context, 'risk:read');
    const count = query.first ?? firstMax;
    if (count < 1 || count > firstMax)
      throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: firstMax }, 'first');
    const borrowerId = parseId('borrower', query.borrowerId, 'borrowerId');
    const tenant = this.transport.client(tenantContract);
    const access = await openDataAccess(
      (question) => tenant.checkConsent(context, question),
      this.clock,
      borrowerId,
      query.purpose,
    );
    const categories = query.categories ?? access.categories;
    mustCover(access, categories);
    const asked = { ...access, categories };
    const events = await eventsFor(
      this.database,
      this.keeper,
      context,
      asked,
      query.before ?? this.clock.now(),
      null,
    );
    return events.slice(-count).reverse().map(eventView);
  }
}

function eventView(event: IndicatorEvent): EventView {
  const { amountMinor, currency } = event;
  const money =
    amountMinor === null || currency === null
      ? null
      : { amount: formatMinor(amountMinor, parseCurrency(currency)), currency };
  return {
    id: event.id,
    kind: event.kind,
    at: event.at,
    amount: money,
    direction: event.direction === null ? null : event.direction === 'in' ? 'IN' : 'OUT',
    channel: event.channel,
    fields: event.fields,
  };
}
