import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { ReplayDecisionInput } from '../generated/schema.js';
import { FindPipeline } from '../pipeline/find-pipeline.js';
import type { PipelineRow } from '../pipeline/pipeline.store.js';
import { ReadStrategy } from '../strategy/read-strategy.js';
import type { StrategyRow } from '../strategy/strategy.store.js';
import type { DecisionRow } from './decision.store.js';
import { ReadDecision } from './read-decision.js';
import { ReplayDecision, type DecisionReplay } from './replay-decision.js';

@Resolver('Decision')
export class DecisionResolver {
  constructor(
    private readonly readDecision: ReadDecision,
    private readonly replayDecision: ReplayDecision,
    private readonly readStrategy: ReadStrategy,
    private readonly findPipeline: FindPipeline,
  ) {}

  @Query('decision')
  decision(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<DecisionRow> {
    return this.readDecision.byId(context, id);
  }

  @Mutation('replayDecision')
  replay(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReplayDecisionInput,
  ): Promise<DecisionReplay> {
    return this.replayDecision.run(context, input);
  }

  @ResolveField('strategy')
  strategy(
    @CurrentTenant() context: TenantContext,
    @Parent() { strategyId }: DecisionRow,
  ): Promise<StrategyRow> {
    return this.readStrategy.byId(context, strategyId);
  }

  @ResolveField('pipeline')
  pipeline(
    @CurrentTenant() context: TenantContext,
    @Parent() { pipelineId }: DecisionRow,
  ): Promise<PipelineRow> | null {
    return pipelineId === null ? null : this.findPipeline.byId(context, pipelineId);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<DecisionRow> {
    return this.readDecision.byId(context.tenantContext, id);
  }
}
