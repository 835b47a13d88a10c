import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { parsePart, type Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { DecisionRow } from '../decision/decision.store.js';
import { ReadDecision } from '../decision/read-decision.js';
import type { CancelBacktestInput, StartBacktestInput } from '../generated/schema.js';
import { ReadStrategy } from '../strategy/read-strategy.js';
import type { StrategyRow } from '../strategy/strategy.store.js';
import type { BacktestRow } from './backtest.store.js';
import { CancelBacktest } from './cancel-backtest.js';
import type { KeptReport } from './kept-report.js';
import { ReadBacktest, type BacktestsQuery, type SwapsQuery } from './read-backtest.js';
import { StartBacktest } from './start-backtest.js';
import type { SwapRow } from './swap.store.js';

@Resolver('Backtest')
export class BacktestResolver {
  constructor(
    private readonly startBacktest: StartBacktest,
    private readonly cancelBacktest: CancelBacktest,
    private readonly readBacktest: ReadBacktest,
    private readonly readStrategy: ReadStrategy,
  ) {}

  @Mutation('startBacktest')
  async start(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: StartBacktestInput,
  ): Promise<BacktestRow> {
    return this.readBacktest.byId(context, await this.startBacktest.run(context, input));
  }

  @Mutation('cancelBacktest')
  async cancel(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CancelBacktestInput,
  ): Promise<BacktestRow> {
    return this.readBacktest.byId(context, await this.cancelBacktest.run(context, input));
  }

  @Query('backtest')
  backtest(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<BacktestRow> {
    return this.readBacktest.byId(context, id);
  }

  @Query('backtests')
  backtests(
    @CurrentTenant() context: TenantContext,
    @Args() query: BacktestsQuery,
  ): Promise<Connection<BacktestRow>> {
    return this.readBacktest.page(context, query);
  }

  @ResolveField('strategy')
  strategy(
    @CurrentTenant() context: TenantContext,
    @Parent() { strategyId }: BacktestRow,
  ): Promise<StrategyRow> | null {
    return strategyId === null ? null : this.readStrategy.byId(context, strategyId);
  }

  @ResolveField('swaps')
  swaps(
    @CurrentTenant() context: TenantContext,
    @Parent() { id }: BacktestRow,
    @Args() query: SwapsQuery,
  ): Promise<Connection<SwapRow>> {
    return this.readBacktest.swapsOf(context, id, query);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<BacktestRow> {
    return this.readBacktest.byId(context.tenantContext, id);
  }
}

@Resolver('BacktestSwap')
export class BacktestSwapResolver {
  constructor(private readonly readDecision: ReadDecision) {}

  @ResolveField('decision')
  decision(@CurrentTenant() context: TenantContext, @Parent() { id }: SwapRow): Promise<DecisionRow> {
    return this.readDecision.byId(context, id);
  }
}

interface SegmentsPart {
  readonly first: number;
  readonly after: number;
}

@Resolver('BacktestReport')
export class BacktestReportResolver {
  /** Fails with PAGE_SIZE_INVALID. */
  @ResolveField('segments')
  segments(
    @Parent() { segments }: KeptReport,
    @Args() { first, after }: SegmentsPart,
  ): KeptReport['segments'] {
    parsePart({ first });
    return segments.slice(Math.max(0, after), Math.max(0, after) + first);
  }
}
