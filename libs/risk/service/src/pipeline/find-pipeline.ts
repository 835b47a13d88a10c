import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { BatchedReads, byId, ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findPipelines, type PipelineRow } from './pipeline.store.js';

/** Reads pipelines of the caller's tenant. */
@Injectable()
export class FindPipeline {
  private readonly rows = new BatchedReads<PipelineRow>(async (context, ids) =>
    byId(await this.database.transaction(context, (transaction) => findPipelines(transaction, ids))),
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<PipelineRow> {
    mustBeAllowedTo(context, 'risk:read');
    const row = await this.rows.of(context, parseId('pipeline', id, 'id'));
    if (!row) throw new Fault('NOT_FOUND', { what: 'pipeline', id }, 'id');
    return row;
  }
}
