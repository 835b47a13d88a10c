import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  AdvanceExperimentInput,
  StartExperimentInput,
  StopExperimentInput,
} from '../generated/schema.js';
import { ChangeExperiment } from './change-experiment.js';
import type { CountedArm, ExperimentRow } from './experiment.store.js';
import { ReadExperiment, type ExperimentsQuery } from './read-experiment.js';
import { StartExperiment } from './start-experiment.js';

@Resolver('Experiment')
export class ExperimentResolver {
  constructor(
    private readonly startExperiment: StartExperiment,
    private readonly changeExperiment: ChangeExperiment,
    private readonly readExperiment: ReadExperiment,
  ) {}

  @Mutation('startExperiment')
  async start(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: StartExperimentInput,
  ): Promise<ExperimentRow> {
    return this.readExperiment.byId(context, await this.startExperiment.run(context, input));
  }

  @Mutation('advanceExperiment')
  async advance(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AdvanceExperimentInput,
  ): Promise<ExperimentRow> {
    return this.readExperiment.byId(context, await this.changeExperiment.advance(context, input));
  }

  @Mutation('stopExperiment')
  async stop(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: StopExperimentInput,
  ): Promise<ExperimentRow> {
    return this.readExperiment.byId(context, await this.changeExperiment.stop(context, input));
  }

  @Query('experiment')
  experiment(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<ExperimentRow> {
    return this.readExperiment.byId(context, id);
  }

  @Query('experiments')
  experiments(
    @CurrentTenant() context: TenantContext,
    @Args() query: ExperimentsQuery,
  ): Promise<Connection<ExperimentRow>> {
    return this.readExperiment.page(context, query);
  }

  @ResolveField('arms')
  arms(@CurrentTenant() context: TenantContext, @Parent() experiment: ExperimentRow): Promise<CountedArm[]> {
    return this.readExperiment.armsOf(context, experiment);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<ExperimentRow> {
    return this.readExperiment.byId(context.tenantContext, id);
  }
}
