import { Injectable } from '@nestjs/common';
import { Fault, type Id } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { Move } from './move.js';

const columns = `id, moved_tenant_id AS "tenantId", isolation, status, requested_by AS "requestedBy", requested_at AS "requestedAt",
  rows::float8 AS rows, pause_ms AS "pauseMs"`;

type Row = Move & Record<string, unknown>;

/** For the operator alone: the rows are the platform's own. */
@Injectable()
export class MoveStore {
  /** Answers false when the tenant is being moved already. */
  async insert({ query, context }: TenantTransaction, move: Move): Promise<boolean> {
    const { id, tenantId, isolation, status, requestedBy, requestedAt } = move;
    const added = await query(
      'insert move',
      `INSERT INTO tenant.move (tenant_id, environment, id, moved_tenant_id, isolation, status, requested_by, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
      [context.tenantId, context.environment, id, tenantId, isolation, status, requestedBy, requestedAt],
    );
    if (added.length === 0) return false;
    await query(
      'want tenant database',
      `INSERT INTO foundation.tenant_database (tenant_id, environment, name, state) VALUES ($1, $2, $3, 'WANTED')
       ON CONFLICT DO NOTHING`,
      [context.tenantId, context.environment, tenantId],
    );
    await this.goOn({ query, context }, id, 0);
    return true;
  }

  async find({ query, context }: TenantTransaction, id: string): Promise<Move | undefined> {
    const [row] = await query<Row>(
      'find move',
      `SELECT ${columns} FROM tenant.move WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [context.tenantId, context.environment, id],
    );
    return row;
  }

  /** The latest of a tenant's. */
  async latest({ query, context }: TenantTransaction, tenantId: Id<'tenant'>): Promise<Move | undefined> {
    const [row] = await query<Row>(
      'read move',
      `SELECT ${columns} FROM tenant.move WHERE tenant_id = $1 AND environment = $2 AND moved_tenant_id = $3
       ORDER BY id DESC LIMIT 1`,
      [context.tenantId, context.environment, tenantId],
    );
    return row;
  }

  /** Fails with STATE_CONFLICT while the tenant is being moved. */
  async mustBeOver(transaction: TenantTransaction, tenantId: Id<'tenant'>): Promise<void> {
    const latest = await this.latest(transaction, tenantId);
    if (latest && latest.status !== 'DONE')
      throw new Fault('STATE_CONFLICT', { what: 'move', status: latest.status, needed: 'DONE' });
  }

  async update({ query, context }: TenantTransaction, move: Move): Promise<void> {
    await query(
      'update move',
      'UPDATE tenant.move SET status = $4, rows = $5, pause_ms = $6 WHERE tenant_id = $1 AND environment = $2 AND id = $3',
      [context.tenantId, context.environment, move.id, move.status, move.rows, move.pauseMs],
    );
  }

  /** Whether the tenant's own database is there. */
  async isReady({ query }: TenantTransaction, name: string): Promise<boolean> {
    const rows = await query(
      'ready databases',
      'SELECT ready FROM foundation.ready_databases() WHERE ready = $1',
      [name],
    );
    return rows.length === 1;
  }

  async goOn(
    { query, context }: Pick<TenantTransaction, 'query' | 'context'>,
    id: Id<'tenantMove'>,
    delaySeconds: number,
  ): Promise<void> {
    await query('move later', 'SELECT tenant.move_later($1, $2, $3, $4)', [
      context.tenantId,
      context.environment,
      id,
      delaySeconds,
    ]);
  }
}
