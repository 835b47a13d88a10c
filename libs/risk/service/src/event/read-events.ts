import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseCurrency, parseId, type Clock, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { eventsBefore } from './event.store.js';

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
  readonly before?: Instant | null;
  readonly first?: number | null;
}

const firstMax = 100;

/** Shows what is known of a borrower. */
@Injectable()
export class ReadEvents {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async newest(context: TenantContext, { borrowerId, before, first }: EventsQuery): Promise<EventView[]> {
    mustBeAllowedTo(context, 'risk:read');
    const count = first ?? firstMax;
    if (count < 1 || count > firstMax)
      throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: firstMax }, 'first');
    const events = await eventsBefore(
      this.database,
      context,
      parseId('borrower', borrowerId, 'borrowerId'),
      before ?? this.clock.now(),
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
