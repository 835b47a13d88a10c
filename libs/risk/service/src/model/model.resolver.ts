import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishModelInput } from '../generated/schema.js';
import type { ModelRow } from './model.store.js';
import { PublishModel } from './publish-model.js';
import { ReadModel } from './read-model.js';

@Resolver('Model')
export class ModelResolver {
  constructor(
    private readonly publishModel: PublishModel,
    private readonly readModel: ReadModel,
  ) {}

  @Mutation('publishModel')
  async publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishModelInput,
  ): Promise<ModelRow> {
    return this.readModel.byId(context, await this.publishModel.run(context, input));
  }

  @Query('model')
  model(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<ModelRow> {
    return this.readModel.byId(context, id);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<ModelRow> {
    return this.readModel.byId(context.tenantContext, id);
  }
}
