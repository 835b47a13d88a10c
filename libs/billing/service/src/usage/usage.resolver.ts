import { Args, Query, Resolver } from '@nestjs/graphql';
import { formatMinor, type Instant } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { UsageLine, UsageMeter } from '../generated/schema.js';
import { ReadUsage } from './read-usage.js';
import type { UsageTotal } from './usage.js';

@Resolver('UsageLine')
export class UsageResolver {
  constructor(private readonly readUsage: ReadUsage) {}

  @Query('usage')
  async usage(
    @CurrentTenant() context: TenantContext,
    @Args('since') since: Instant,
    @Args('until') until: Instant,
  ): Promise<UsageLine[]> {
    return (await this.readUsage.run(context, since, until)).map(lineOf);
  }
}

function lineOf({ meter, quantity, amountMinor, currency }: UsageTotal): UsageLine {
  return {
    meter: meter.toUpperCase() as UsageMeter,
    quantity,
    amount:
      amountMinor === null || currency === null
        ? null
        : { amount: formatMinor(amountMinor, currency), currency },
  };
}
