import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { ClosePeriodInput, ReopenPeriodInput } from '../generated/schema.js';
import { ClosePeriod, type PeriodsView } from './close-period.js';
import type { Proposal } from './proposal.store.js';
import { ReopenPeriod } from './reopen-period.js';

@Resolver()
export class PeriodResolver {
  constructor(
    private readonly closePeriod: ClosePeriod,
    private readonly reopenPeriod: ReopenPeriod,
  ) {}

  @Query('ledgerPeriods')
  ledgerPeriods(@CurrentTenant() context: TenantContext): Promise<PeriodsView> {
    return this.closePeriod.read(context);
  }

  @Mutation('closePeriod')
  close(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ClosePeriodInput,
  ): Promise<PeriodsView> {
    return this.closePeriod.run(context, input);
  }

  @Mutation('reopenPeriod')
  reopen(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReopenPeriodInput,
  ): Promise<Proposal> {
    return this.reopenPeriod.run(context, input);
  }
}
