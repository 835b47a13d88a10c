import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { formatMinor, type CurrencyCode } from '@fanxing/kernel';
import { drawGrowth, type LimitRaise as Raise } from '@fanxing/risk-growth';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  CustomerGrowth,
  LimitRaise,
  Money,
  SetGrowthRuleInput,
  UncountedPayments,
} from '../../generated/schema.js';
import {
  ReadCustomerGrowth,
  type CustomerGrowthPage,
  type CustomerGrowthQuery,
} from './read-customer-growth.js';
import { SetGrowthRule } from './set-growth-rule.js';

const raisesMax = 120;

@Resolver('CustomerGrowth')
export class GrowthResolver {
  constructor(
    private readonly setGrowthRule: SetGrowthRule,
    private readonly readCustomerGrowth: ReadCustomerGrowth,
  ) {}

  @Mutation('setGrowthRule')
  set(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetGrowthRuleInput,
  ): Promise<{ readonly version: number }> {
    return this.setGrowthRule.run(context, input);
  }

  @Query('customerGrowth')
  async page(
    @CurrentTenant() context: TenantContext,
    @Args() query: CustomerGrowthQuery,
  ): Promise<Shown & CustomerGrowthPage> {
    const page = await this.readCustomerGrowth.run(context, query);
    return { ...page, ...shownPage(page) };
  }

  @ResolveField('svg')
  svg(@Parent() { growth, rule, start }: CustomerGrowthPage): string {
    return drawGrowth(growth, rule, start);
  }
}

type Shown = Omit<CustomerGrowth, '__typename' | 'id' | 'svg'>;

function shownPage({ growth, rule: { currency, capMinor } }: CustomerGrowthPage): Shown {
  const { on, limitMinor, today, next, withTenMore, raises, suspectMinor } = growth;
  return {
    on,
    limit: amount(limitMinor, currency),
    cap: amount(capMinor, currency),
    customersToday: today.customers,
    uncountedToday: Object.entries(today.uncounted).flatMap(([reason, payments]): UncountedPayments[] =>
      payments > 0 ? [{ reason, payments }] : [],
    ),
    next: shownRaise(next, currency),
    withTenMore: shownRaise(withTenMore, currency),
    raises: raises.slice(-raisesMax).map((raise) => shownRaise(raise, currency)),
    suspect: amount(suspectMinor, currency),
  };
}

function shownRaise(
  { on, customers, raiseMinor, limitMinor, cutMinor }: Raise,
  currency: CurrencyCode,
): LimitRaise {
  return {
    ...{ on, customers },
    raise: amount(raiseMinor, currency),
    limit: amount(limitMinor, currency),
    cut: amount(cutMinor, currency),
  };
}

function amount(minor: bigint, currency: CurrencyCode): Money {
  return { amount: formatMinor(minor, currency), currency };
}
