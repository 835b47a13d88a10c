import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { GiveSurroundingsInput, QuerySurroundingsArgs } from '../../generated/schema.js';
import { GiveSurroundings } from './give-surroundings.js';
import { ReadSurroundingsNear } from './read-surroundings-near.js';
import type { Surrounding } from './surroundings.store.js';

@Resolver('Surrounding')
export class SurroundingsResolver {
  constructor(
    private readonly giveSurroundings: GiveSurroundings,
    private readonly readSurroundingsNear: ReadSurroundingsNear,
  ) {}

  @Mutation('giveSurroundings')
  give(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: GiveSurroundingsInput,
  ): Promise<{ readonly given: number }> {
    return this.giveSurroundings.run(context, input);
  }

  @Query('surroundings')
  near(
    @CurrentTenant() context: TenantContext,
    @Args() asked: QuerySurroundingsArgs,
  ): Promise<readonly Surrounding[]> {
    return this.readSurroundingsNear.run(context, asked);
  }

  @ResolveField('isWork')
  isWork(@Parent() { kind }: Surrounding): boolean {
    return kind === 'work';
  }
}
