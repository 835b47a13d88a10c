import { Injectable } from '@nestjs/common';
import type { Id, Instant } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ReadyExport, TenantExport } from './tenant-export.js';

const columns = `id, status, requested_by AS "requestedBy", requested_at AS "requestedAt", expires_at AS "expiresAt",
  rows::float8 AS rows, bytes::float8 AS bytes, sha256`;

type Row = TenantExport & Record<string, unknown>;

/** What a finished archive is. */
export interface Finished {
  readonly readyAt: Instant;
  readonly expiresAt: Instant;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly dataKey: Buffer;
}

@Injectable()
export class TenantExportStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Answers false while another one is being made. */
  async insert({ query, context }: TenantTransaction, made: TenantExport): Promise<boolean> {
    const { id, status, requestedBy, requestedAt } = made;
    const added = await query(
      'insert tenant export',
      `INSERT INTO tenant.export (tenant_id, environment, id, status, requested_by, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id`,
      [context.tenantId, context.environment, id, status, requestedBy, requestedAt],
    );
    return added.length === 1;
  }

  async find({ query, context }: TenantTransaction, id: string): Promise<TenantExport | undefined> {
    const [row] = await query<Row>(
      'read tenant export',
      `SELECT ${columns} FROM tenant.export WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [context.tenantId, context.environment, id],
    );
    return row;
  }

  async list({ query, context }: TenantTransaction): Promise<TenantExport[]> {
    return query<Row>(
      'list tenant exports',
      `SELECT ${columns} FROM tenant.export WHERE tenant_id = $1 AND environment = $2 ORDER BY id DESC LIMIT 100`,
      [context.tenantId, context.environment],
    );
  }

  /** What opens it; undefined unless it is ready. */
  async ready({ query, context }: TenantTransaction, id: string): Promise<ReadyExport | undefined> {
    const [row] = await query<ReadyExport & Record<string, unknown>>(
      'open tenant export',
      `SELECT requested_by AS "requestedBy", requested_at AS "requestedAt", bytes::float8 AS bytes, sha256, data_key AS "dataKey"
       FROM tenant.export WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'READY'`,
      [context.tenantId, context.environment, id],
    );
    return row;
  }

  async finish({ query, context }: TenantTransaction, id: string, finished: Finished): Promise<void> {
    const { readyAt, expiresAt, rows, bytes, sha256, dataKey } = finished;
    await query(
      'finish tenant export',
      `UPDATE tenant.export SET status = 'READY', ready_at = $4, expires_at = $5, rows = $6, bytes = $7, sha256 = $8, data_key = $9
       WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'PREPARING'`,
      [context.tenantId, context.environment, id, readyAt, expiresAt, rows, bytes, sha256, dataKey],
    );
  }

  async expire({ query, context }: TenantTransaction, id: string): Promise<void> {
    await query(
      'expire tenant export',
      `UPDATE tenant.export SET status = 'EXPIRED', data_key = NULL
       WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'READY'`,
      [context.tenantId, context.environment, id],
    );
  }

  /** Lets the job come for it. */
  async goOn(
    { query, context }: TenantTransaction,
    id: Id<'tenantExport'>,
    delaySeconds: number,
  ): Promise<void> {
    const { tenantId, environment } = context;
    const parameters = [tenantId, environment, id, delaySeconds];
    await query('export later', 'SELECT tenant.export_later($1, $2, $3, $4)', parameters);
  }

  async inOne<Result>(
    context: TenantContext,
    work: (transaction: TenantTransaction) => Promise<Result>,
  ): Promise<Result> {
    return this.database.transaction(context, work);
  }
}
