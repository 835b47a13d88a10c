import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { BusinessDate } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishMonitoringInput, StrategyWarning } from '../generated/schema.js';
import { warningView } from '../strategy/review-for-model.js';
import type { MonitoringRulesRow } from './monitoring-rules.store.js';
import type { RunRow } from './monitoring-run.store.js';
import { PublishMonitoring } from './publish-monitoring.js';
import { ReadMonitoring } from './read-monitoring.js';

@Resolver('MonitoringRules')
export class MonitoringResolver {
  constructor(
    private readonly publishMonitoring: PublishMonitoring,
    private readonly readMonitoring: ReadMonitoring,
  ) {}

  @Mutation('publishMonitoring')
  async publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishMonitoringInput,
  ): Promise<MonitoringRulesRow> {
    return this.readMonitoring.rulesById(context, await this.publishMonitoring.run(context, input));
  }

  @Query('monitoringRules')
  rules(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<MonitoringRulesRow> {
    return this.readMonitoring.rulesById(context, id);
  }

  @Query('monitoringRulesInForce')
  rulesInForce(
    @CurrentTenant() context: TenantContext,
    @Args('productCode') productCode: string,
  ): Promise<MonitoringRulesRow | null> {
    return this.readMonitoring.rulesOf(context, productCode);
  }

  @Query('monitoringRun')
  run(@CurrentTenant() context: TenantContext, @Args('on') on: BusinessDate): Promise<RunRow | null> {
    return this.readMonitoring.run(context, on);
  }

  @ResolveField('warnings')
  warnings(@Parent() { warnings }: MonitoringRulesRow): StrategyWarning[] {
    return warnings.map(warningView);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<MonitoringRulesRow> {
    return this.readMonitoring.rulesById(context.tenantContext, id);
  }
}
