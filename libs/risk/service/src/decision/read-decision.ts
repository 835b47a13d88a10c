import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { openFacts } from './sealed-decision.js';
import { findDecisions, type DecisionRow } from './decision.store.js';

/** Reads decisions of the caller's tenant. */
@Injectable()
export class ReadDecision {
  private readonly rows = new BatchedReads<DecisionRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findDecisions(transaction, ids))),
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
  ) {}

  async byId(context: TenantContext, id: string, path = 'id'): Promise<DecisionRow> {
    mustBeAllowedTo(context, 'risk:read');
    return this.known(context, parseId('decision', id, path), path);
  }

  /** For what the service does itself, with an id that it found. */
  async known(context: TenantContext, id: string, path?: string): Promise<DecisionRow> {
    const row = await this.rows.of(context, id);
    if (!row) throw new Fault('NOT_FOUND', { what: 'decision', id }, path);
    return { ...row, ...(await this.keeper.using(context, (keys) => openFacts(keys, row))) };
  }
}
