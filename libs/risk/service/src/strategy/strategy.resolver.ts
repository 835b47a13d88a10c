import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishStrategyInput, StrategyWarning } from '../generated/schema.js';
import type { ModelRow } from '../model/model.store.js';
import { ReadModel } from '../model/read-model.js';
import { PublishStrategy } from './publish-strategy.js';
import { ReadStrategy } from './read-strategy.js';
import { warningView } from './review-for-model.js';
import type { StrategyRow } from './strategy.store.js';

@Resolver('Strategy')
export class StrategyResolver {
  constructor(
    private readonly publishStrategy: PublishStrategy,
    private readonly readStrategy: ReadStrategy,
    private readonly readModel: ReadModel,
  ) {}

  @Mutation('publishStrategy')
  async publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishStrategyInput,
  ): Promise<StrategyRow> {
    return this.readStrategy.byId(context, await this.publishStrategy.run(context, input));
  }

  @Query('strategy')
  strategy(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<StrategyRow> {
    return this.readStrategy.byId(context, id);
  }

  @ResolveField('warnings')
  warnings(@Parent() { warnings }: StrategyRow): StrategyWarning[] | null {
    return warnings?.map(warningView) ?? null;
  }

  @ResolveField('model')
  model(@CurrentTenant() context: TenantContext, @Parent() { modelId }: StrategyRow): Promise<ModelRow> {
    return this.readModel.byId(context, modelId);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<StrategyRow> {
    return this.readStrategy.byId(context.tenantContext, id);
  }
}
