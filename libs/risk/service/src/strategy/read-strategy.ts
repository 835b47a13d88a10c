import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findStrategies, type StrategyRow } from './strategy.store.js';

/** Reads strategies of the caller's tenant. */
@Injectable()
export class ReadStrategy {
  private readonly rows = new BatchedReads<StrategyRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findStrategies(transaction, ids))),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<StrategyRow> {
    mustBeAllowedTo(context, 'risk:read');
    const wanted = parseId('strategy', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'strategy', id }, 'id');
    return row;
  }
}
