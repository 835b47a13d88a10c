import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  Environment,
  QueryRequestUsageArgs,
  QueryTenantLimitsArgs,
  SetTenantLimitsInput,
} from '../generated/schema.js';
import type { UsageOfDay } from './limits.store.js';
import { ReadTenantLimits } from './read-tenant-limits.js';
import { SetTenantLimits, type LimitsOfTenant } from './set-tenant-limits.js';

@Resolver('TenantLimits')
export class LimitsResolver {
  constructor(
    private readonly setTenantLimits: SetTenantLimits,
    private readonly readTenantLimits: ReadTenantLimits,
  ) {}

  @Mutation('setTenantLimits')
  set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetTenantLimitsInput,
  ): Promise<LimitsOfTenant> {
    return this.setTenantLimits.run(context, input);
  }

  @Query('tenantLimits')
  read(
    @CurrentTenant() context: TenantContext,
    @Args() asked: Partial<QueryTenantLimitsArgs>,
  ): Promise<LimitsOfTenant> {
    return this.readTenantLimits.run(context, asked);
  }

  @Query('requestUsage')
  usage(@CurrentTenant() context: TenantContext, @Args() days: QueryRequestUsageArgs): Promise<UsageOfDay[]> {
    return this.readTenantLimits.usage(context, days);
  }

  @ResolveField('environment')
  environment(@Parent() limits: LimitsOfTenant): Environment {
    return limits.environment.toUpperCase() as Environment;
  }
}
