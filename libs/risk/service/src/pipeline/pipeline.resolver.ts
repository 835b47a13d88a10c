import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishPipelineInput } from '../generated/schema.js';
import { FindPipeline, type PipelinesQuery } from './find-pipeline.js';
import type { PipelineRow } from './pipeline.store.js';
import { PublishPipeline } from './publish-pipeline.js';

@Resolver('Pipeline')
export class PipelineResolver {
  constructor(
    private readonly publishPipeline: PublishPipeline,
    private readonly findPipeline: FindPipeline,
  ) {}

  @Mutation('publishPipeline')
  async publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishPipelineInput,
  ): Promise<PipelineRow> {
    return this.findPipeline.byId(context, await this.publishPipeline.run(context, input));
  }

  @Query('pipeline')
  pipeline(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<PipelineRow> {
    return this.findPipeline.byId(context, id);
  }

  @Query('pipelines')
  pipelines(
    @CurrentTenant() context: TenantContext,
    @Args() query: PipelinesQuery,
  ): Promise<Connection<PipelineRow>> {
    return this.findPipeline.page(context, query);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<PipelineRow> {
    return this.findPipeline.byId(context.tenantContext, id);
  }
}
