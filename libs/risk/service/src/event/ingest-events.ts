import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import type { IngestEventsInput } from '../generated/schema.js';
import { addEvents } from './event.store.js';
import { parseEvent } from './parse-event.js';

const batchMax = 1_000;

/** Takes in a batch of events, all or none; an event is taken once, whatever batch it comes in. */
@Injectable()
export class IngestEvents {
  constructor(
    private readonly road: CommandRoad,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(
    context: TenantContext,
    input: IngestEventsInput,
  ): Promise<{ accepted: number; duplicates: number }> {
    mustBeAllowedTo(context, 'event:write');
    if (input.events.length > batchMax)
      throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.events');
    const events = input.events.map((event, index) => parseEvent(event, `input.events.${index}`));
    const borrowerIds = [...new Set(events.map(({ borrowerId }) => borrowerId))];
    await this.transport.client(lendingContract).findBorrowers(context, { borrowerIds });
    return this.road.run(
      context,
      { operation: 'ingestEvents', permission: 'event:write', input: null },
      async (transaction) => {
        const accepted = events.length === 0 ? 0 : await addEvents(transaction, events);
        const answer = { accepted, duplicates: events.length - accepted };
        return {
          answer,
          subject: { kind: 'events', id: events[0]?.id ?? 'none' },
          after: { ...answer, borrowers: borrowerIds.length },
        };
      },
    );
  }
}
