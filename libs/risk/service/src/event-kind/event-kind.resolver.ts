import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { DefineEventKindInput } from '../generated/schema.js';
import { DefineEventKind } from './define-event-kind.js';
import { ReadEventKinds, type EventKindView } from './read-event-kinds.js';

@Resolver()
export class EventKindResolver {
  constructor(
    private readonly defineEventKind: DefineEventKind,
    private readonly readEventKinds: ReadEventKinds,
  ) {}

  @Mutation('defineEventKind')
  async define(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DefineEventKindInput,
  ): Promise<EventKindView | undefined> {
    return this.readEventKinds.own(context, await this.defineEventKind.run(context, input));
  }

  @Query('eventKinds')
  kinds(@CurrentTenant() context: TenantContext): Promise<EventKindView[]> {
    return this.readEventKinds.all(context);
  }
}
