import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { formatMinor } from '@fanxing/kernel';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { ReplayEarlyWarningInput } from '../generated/schema.js';
import type { WarningRow } from './early-warning.store.js';
import type { MonitoringRulesRow } from './monitoring-rules.store.js';
import { ReadMonitoring, type WarningsQuery } from './read-monitoring.js';
import { ReplayEarlyWarning, type WarningReplay } from './replay-early-warning.js';

@Resolver('EarlyWarning')
export class EarlyWarningResolver {
  constructor(
    private readonly readMonitoring: ReadMonitoring,
    private readonly replayEarlyWarning: ReplayEarlyWarning,
  ) {}

  @Query('earlyWarning')
  earlyWarning(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<WarningRow> {
    return this.readMonitoring.warningById(context, id);
  }

  @Query('earlyWarnings')
  earlyWarnings(
    @CurrentTenant() context: TenantContext,
    @Args() query: WarningsQuery,
  ): Promise<Connection<WarningRow>> {
    return this.readMonitoring.page(context, query);
  }

  @Mutation('replayEarlyWarning')
  replay(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReplayEarlyWarningInput,
  ): Promise<WarningReplay> {
    return this.replayEarlyWarning.run(context, input);
  }

  @ResolveField('rules')
  rules(
    @CurrentTenant() context: TenantContext,
    @Parent() { rulesId }: WarningRow,
  ): Promise<MonitoringRulesRow> {
    return this.readMonitoring.rulesById(context, rulesId);
  }

  @ResolveField('limit')
  limit(@Parent() { limitMinor, currency }: WarningRow) {
    return limitMinor === null ? null : { amount: formatMinor(BigInt(limitMinor), currency), currency };
  }

  @ResolveField('values')
  async values(@CurrentTenant() context: TenantContext, @Parent() warning: WarningRow): Promise<unknown> {
    return (await this.readMonitoring.factsOf(context, warning))?.values ?? null;
  }

  @ResolveField('trace')
  async trace(@CurrentTenant() context: TenantContext, @Parent() warning: WarningRow): Promise<unknown> {
    return (await this.readMonitoring.factsOf(context, warning))?.trace ?? null;
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<WarningRow> {
    return this.readMonitoring.warningById(context.tenantContext, id);
  }
}
