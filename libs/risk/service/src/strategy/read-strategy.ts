import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findStrategy, type StrategyRow } from './strategy.store.js';

/** Reads strategies of the caller's tenant. */
@Injectable()
export class ReadStrategy {
  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<StrategyRow> {
    mustBeAllowedTo(context, 'risk:read');
    const wanted = parseId('strategy', id, 'id');
    const row = await this.database.transaction(context, (transaction) => findStrategy(transaction, wanted));
    if (!row) throw new Fault('NOT_FOUND', { what: 'strategy', id }, 'id');
    return row;
  }
}
