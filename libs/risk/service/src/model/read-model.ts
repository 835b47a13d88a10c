import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findModels, type ModelRow } from './model.store.js';

/** Reads models of the caller's tenant. */
@Injectable()
export class ReadModel {
  private readonly rows = new BatchedReads<ModelRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findModels(transaction, ids))),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string, path = 'id'): Promise<ModelRow> {
    mustBeAllowedTo(context, 'risk:read');
    const wanted = parseId('model', id, path);
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'model', id }, path);
    return row;
  }
}
