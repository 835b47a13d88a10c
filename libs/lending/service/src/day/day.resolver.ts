import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { BusinessDate } from '@fanxing/kernel';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { AdvanceTestClockInput, RunEndOfDayInput } from '../generated/schema.js';
import { AdvanceTestClock } from './advance-test-clock.js';
import { BusinessDates } from './business-date.js';
import { RunEndOfDay, type DayReport } from './run-end-of-day.js';

@Resolver()
export class DayResolver {
  constructor(
    private readonly advanceTestClock: AdvanceTestClock,
    private readonly runEndOfDay: RunEndOfDay,
    private readonly businessDates: BusinessDates,
  ) {}

  @Mutation('advanceTestClock')
  advance(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AdvanceTestClockInput,
  ): Promise<DayReport> {
    return this.advanceTestClock.run(context, input);
  }

  @Mutation('runEndOfDay')
  endDay(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RunEndOfDayInput,
  ): Promise<DayReport> {
    return this.runEndOfDay.run(context, input);
  }

  @Query('businessDate')
  businessDate(@CurrentTenant() context: TenantContext): Promise<BusinessDate> {
    mustBeAllowedTo(context, 'loan:read');
    return this.businessDates.current(context);
  }
}
