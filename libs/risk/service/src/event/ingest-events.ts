import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { lendingContract } from '@fanxing/lending-contract';
import { parseEvent } from '@fanxing/risk-events';
import { CommandRoad } from '@fanxing/runtime/command';
import { KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import type { IngestEventsInput } from '../generated/schema.js';
import { KnownDataNames, tenantContract, type ClosedData } from '@fanxing/tenant-contract';
import { sourceOfApi } from '../event-upload/event-source-name.js';
import { KnownKinds } from '../event-kind/known-kinds.js';
import { correctedBy, type Contradiction } from './corrections.js';
import { batchProfiles } from '../event-quality/batch-profiles.js';
import { addProfiles } from '../event-quality/event-profile.store.js';
import { eventBatch, type CategorisedEvent } from './event-batch.js';
import { addEvents } from './event.store.js';
import { latestMoment } from './latest-moment.js';

const batchMax = 1_000;
/** Batches that come at the same moment count what they bring in different rows. */
const stripes = 8;

/** What came of a batch. */
export interface Ingested {
  readonly accepted: number;
  readonly duplicates: number;
  readonly contradictions: readonly Contradiction[];
}

/**
 * Takes in a batch of events, all or none; an event is taken once, whatever batch it comes in. Fails with
 * DATA_NAME_UNKNOWN for a kind that nobody has declared, EVENT_FIELD_INVALID for fields that are not what the kind says,
 * EVENT_IN_FUTURE, CORRECTION_MISPLACED, and with CONSENT_WITHDRAWN for data that the borrower agreed to and does not any more.
 */
@Injectable()
export class IngestEvents {
  private readonly dataNames: KnownDataNames;

  constructor(
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    private readonly kinds: KnownKinds,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {
    this.dataNames = new KnownDataNames(clock, transport);
  }

  async run(context: TenantContext, input: IngestEventsInput): Promise<Ingested> {
    mustBeAllowedTo(context, 'event:write');
    if (input.events.length > batchMax)
      throw new Fault('BATCH_TOO_LARGE', { limit: batchMax }, 'input.events');
    const events = await this.categorised(context, input);
    const borrowerIds = [...new Set(events.map(({ borrowerId }) => borrowerId))];
    const [{ closed }] = await Promise.all([
      this.transport.client(tenantContract).closedData(context, { borrowerIds }),
      this.transport.client(lendingContract).findBorrowers(context, { borrowerIds }),
    ]);
    mustBeOpen(events, closed);
    return this.keeper.using(context, (keys) => this.take(context, keys, events, borrowerIds.length));
  }

  private take(
    context: TenantContext,
    keys: TenantKeys,
    events: readonly CategorisedEvent[],
    borrowers: number,
  ): Promise<Ingested> {
    return this.road.run(
      context,
      { operation: 'ingestEvents', permission: 'event:write', input: null },
      async (transaction) => {
        const corrected = await correctedBy(transaction, events);
        events.forEach((event, index) => corrected.mustBeTheirs(event, `input.events.${index}`));
        const added = await addEvents(transaction, eventBatch(keys, events, corrected.rootOf));
        const receivedAt = this.clock.now();
        const place = { source: sourceOfApi, stripe: randomInt(1, stripes), at: receivedAt };
        await addProfiles(transaction, place, batchProfiles({ events, added, rejected: [], receivedAt }));
        const counts = { accepted: added.size, duplicates: events.length - added.size };
        const contradictions = corrected.contradictions(events, (id) => added.has(id));
        // The bank's own ids may tell of a person, and an audit record stays: the batch is named by one of ours.
        return {
          answer: { ...counts, contradictions },
          subject: { kind: 'events', id: newId('event') },
          after: { ...counts, contradictions: contradictions.length, borrowers },
        };
      },
    );
  }

  private async categorised(context: TenantContext, input: IngestEventsInput): Promise<CategorisedEvent[]> {
    const latest = latestMoment(context, this.clock.now());
    const events = input.events.map((event, index) => parseEvent(event, latest, `input.events.${index}`));
    const kinds = [...new Set(events.map(({ kind }) => kind))];
    const [dictionary, checks] = await Promise.all([
      this.dataNames.dictionaryFor(context, 'EVENT_KIND', kinds),
      this.kinds.checksFor(context, kinds),
    ]);
    return events.map((event, index) => {
      const path = `input.events.${index}`;
      const category = dictionary.categoryOf('EVENT_KIND', event.kind, `${path}.kind`);
      checks.get(event.kind)?.(event.fields, path);
      return { ...event, category };
    });
  }
}

function mustBeOpen(events: readonly CategorisedEvent[], closed: readonly ClosedData[]): void {
  const byBorrower = new Map(closed.map(({ borrowerId, categories }) => [borrowerId, categories]));
  events.forEach(({ borrowerId, category }, index) => {
    if (byBorrower.get(borrowerId)?.includes(category))
      throw new Fault('CONSENT_WITHDRAWN', { categories: [category] }, `input.events.${index}`);
  });
}
