import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { DeclareQualityRulesInput } from '../generated/schema.js';
import { DeclareQualityRules, type DeclaredRules } from './declare-quality-rules.js';
import type { EventSource } from './event-profile.store.js';
import { ReadEventQuality, type EventQualityQuery, type EventQualityView } from './read-event-quality.js';

@Resolver()
export class EventQualityResolver {
  constructor(
    private readonly declareQualityRules: DeclareQualityRules,
    private readonly readEventQuality: ReadEventQuality,
  ) {}

  @Mutation('declareQualityRules')
  declare(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: DeclareQualityRulesInput,
  ): Promise<DeclaredRules> {
    return this.declareQualityRules.run(context, input);
  }

  @Query('eventSources')
  sources(@CurrentTenant() context: TenantContext): Promise<EventSource[]> {
    return this.readEventQuality.sources(context);
  }

  @Query('eventQuality')
  quality(
    @CurrentTenant() context: TenantContext,
    @Args() query: EventQualityQuery,
  ): Promise<EventQualityView> {
    return this.readEventQuality.of(context, query);
  }
}
