import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { IngestEventsInput } from '../generated/schema.js';
import { IngestEvents, type Ingested } from './ingest-events.js';
import { ReadEvents, type EventsQuery, type EventView } from './read-events.js';

@Resolver()
export class EventResolver {
  constructor(
    private readonly ingestEvents: IngestEvents,
    private readonly readEvents: ReadEvents,
  ) {}

  @Mutation('ingestEvents')
  ingest(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: IngestEventsInput,
  ): Promise<Ingested> {
    return this.ingestEvents.run(context, input);
  }

  @Query('events')
  events(@CurrentTenant() context: TenantContext, @Args() query: EventsQuery): Promise<EventView[]> {
    return this.readEvents.newest(context, query);
  }
}
