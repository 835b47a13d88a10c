import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findPipelines, readPipelines, type PipelineRow } from './pipeline.store.js';

export interface PipelinesQuery extends PageArguments {
  readonly productCode?: string | null;
}

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

  async page(context: TenantContext, query: PipelinesQuery): Promise<Connection<PipelineRow>> {
    mustBeAllowedTo(context, 'risk:read');
    const page = parsePage(query, context, 'pipelines');
    const rows = await this.database.transaction(context, (transaction) =>
      readPipelines(transaction, page, query.productCode ?? null),
    );
    return connectionOf(page, rows);
  }
}
