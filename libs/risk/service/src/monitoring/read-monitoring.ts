import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId, type BusinessDate } from '@fanxing/kernel';
import type { WarningLevel } from '@fanxing/risk-strategy';
import {
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findWarnings, readWarnings, type WarningRow } from './early-warning.store.js';
import { findMonitoringRules, rulesInForce, type MonitoringRulesRow } from './monitoring-rules.store.js';
import { findRun, type RunRow } from './monitoring-run.store.js';
import { openWarning, type WarningFacts } from './sealed-warning.js';

export interface WarningsQuery extends PageArguments {
  readonly levels?: readonly WarningLevel[] | null;
  readonly productCode?: string | null;
  readonly since?: BusinessDate | null;
  readonly borrowerId?: string | null;
  readonly creditLineId?: string | null;
}

/** Reads rules, warnings and runs of the caller's tenant. */
@Injectable()
export class ReadMonitoring {
  private readonly rules = new BatchedReads<MonitoringRulesRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findMonitoringRules(transaction, ids))),
  );
  private readonly warnings = new BatchedReads<WarningRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findWarnings(transaction, ids))),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  async rulesById(context: TenantContext, id: string): Promise<MonitoringRulesRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.rules.of(context, parseId('monitoringRules', id, 'id'));
    if (!row) throw new Fault('NOT_FOUND', { what: 'monitoring rules', id }, 'id');
    return row;
  }

  /** The rules that judge a product's lines now; null while nothing watches them. */
  async rulesOf(context: TenantContext, productCode: string): Promise<MonitoringRulesRow | null> {
    mustBeAllowedTo(context, 'risk:read');
    const inForce = await this.database.transaction(context, rulesInForce);
    const id = inForce.get(productCode);
    return id === undefined ? null : this.rulesById(context, id);
  }

  async warningById(context: TenantContext, id: string, path = 'id'): Promise<WarningRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.warnings.of(context, parseId('earlyWarning', id, path));
    if (!row) throw new Fault('NOT_FOUND', { what: 'early warning', id }, path);
    return row;
  }

  /** What a warning read; null once the borrower's data in it were erased. */
  async factsOf(context: TenantContext, warning: WarningRow): Promise<WarningFacts | null> {
    const { factsSealed } = warning;
    if (factsSealed === null) return null;
    return this.keeper.using(context, (keys) => openWarning(keys, warning, factsSealed));
  }

  async page(context: TenantContext, query: WarningsQuery): Promise<Connection<WarningRow>> {
    mustBeAllowedTo(context, 'risk:read');
    const page = parsePage(query, context, 'earlyWarnings');
    const filter = {
      levels: query.levels ?? null,
      productCode: query.productCode ?? null,
      since: query.since ? parseBusinessDate(query.since, 'since') : null,
      borrowerId: query.borrowerId ?? null,
      creditLineId: query.creditLineId ?? null,
    };
    const rows = await this.database.transaction(context, (transaction) =>
      readWarnings(transaction, page, filter),
    );
    return connectionOf(page, rows);
  }

  /** Null while no run has begun for the day. */
  async run(context: TenantContext, on: BusinessDate): Promise<RunRow | null> {
    mustBeAllowedTo(context, 'risk:read');
    const run = await this.database.transaction(context, (transaction) => findRun(transaction, on));
    return run ?? null;
  }
}
