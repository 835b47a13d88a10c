import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { MoveTenantInput } from '../generated/schema.js';
import type { Move } from './move.js';
import { MoveTenant } from './move-tenant.js';
import { ReadMove } from './read-move.js';

@Resolver('TenantMove')
export class MoveResolver {
  constructor(
    private readonly moveTenant: MoveTenant,
    private readonly readMove: ReadMove,
  ) {}

  @Mutation('moveTenant')
  move(@CurrentTenant() context: TenantContext, @Args('input') input: MoveTenantInput): Promise<Move> {
    return this.moveTenant.run(context, input);
  }

  @Query('tenantMove')
  read(@CurrentTenant() context: TenantContext, @Args('tenantId') tenantId: string): Promise<Move> {
    return this.readMove.run(context, tenantId);
  }
}
