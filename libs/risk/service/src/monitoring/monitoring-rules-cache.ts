import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { compileIndicators, parseIndicator, type CompiledIndicators } from '@fanxing/risk-indicators';
import { compileStrategy, type CompiledStrategy } from '@fanxing/risk-strategy';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { findMonitoringRules } from './monitoring-rules.store.js';

/** Published rules, ready to run. */
export interface MonitoringRules {
  readonly id: string;
  readonly strategy: CompiledStrategy;
  readonly indicators: CompiledIndicators;
  /** The kinds of events that they read. */
  readonly eventKinds: readonly string[];
  readonly coolDownDays: number;
}

const keptMax = 500;

/** Compiles rules once. What is published never changes, and an id is looked up only in the tenant's own rows. */
@Injectable()
export class MonitoringRulesCache {
  private readonly kept = new Map<string, Promise<MonitoringRules>>();

  constructor(private readonly database: ServiceDatabase) {}

  /** Fails with NOT_FOUND. */
  rulesOf(context: TenantContext, rulesId: string): Promise<MonitoringRules> {
    const key = `${context.tenantId}/${context.environment}/${rulesId}`;
    const known = this.kept.get(key);
    if (known) return known;
    const compiling = this.compile(context, rulesId);
    if (this.kept.size >= keptMax) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(key, compiling);
    compiling.catch(() => this.kept.delete(key));
    return compiling;
  }

  private async compile(context: TenantContext, id: string): Promise<MonitoringRules> {
    const [row] = await this.database.transaction(context, (transaction) =>
      findMonitoringRules(transaction, [id]),
    );
    if (!row) throw new Fault('NOT_FOUND', { what: 'monitoring rules', id });
    return {
      id,
      strategy: compileStrategy(row.content),
      indicators: compileIndicators(row.indicators),
      eventKinds: [...new Set(row.indicators.map((name) => parseIndicator(name).kind))],
      coolDownDays: row.coolDownDays,
    };
  }
}
