import { Injectable } from '@nestjs/common';
import { toEpochMs, type Clock, type Id, type Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import type { Offboarding } from './offboarding.js';

const columns = `id, left_tenant_id AS "tenantId", left_slug AS slug, status, forced, reason, grace_days AS "graceDays",
  requested_by AS "requestedBy", requested_at AS "requestedAt", confirmed_by AS "confirmedBy", erase_after AS "eraseAfter", export,
  certificate`;

type Row = Offboarding & Record<string, unknown>;

/** For the operator alone: the rows are the platform's own. */
@Injectable()
export class OffboardingStore {
  /** Answers false when the tenant's leaving is under way already. */
  async insert({ query, context }: TenantTransaction, offboarding: Offboarding): Promise<boolean> {
    const { id, tenantId, slug, status, forced, reason, graceDays, requestedBy, requestedAt } = offboarding;
    const added = await query(
      'insert offboarding',
      `INSERT INTO tenant.offboarding (tenant_id, environment, id, left_tenant_id, left_slug, status, forced, reason, grace_days,
                                       requested_by, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING RETURNING id`,
      [
        ...[context.tenantId, context.environment, id, tenantId, slug, status],
        ...[forced, reason, graceDays, requestedBy, requestedAt],
      ],
    );
    return added.length === 1;
  }

  /** One, locked until the transaction ends: two operators take turns. */
  async lock({ query, context }: TenantTransaction, id: string): Promise<Offboarding | undefined> {
    const [row] = await query<Row>(
      'lock offboarding',
      `SELECT ${columns} FROM tenant.offboarding WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE`,
      [context.tenantId, context.environment, id],
    );
    return row;
  }

  /** The latest of a tenant's. */
  async latest(
    { query, context }: TenantTransaction,
    tenantId: Id<'tenant'>,
  ): Promise<Offboarding | undefined> {
    const [row] = await query<Row>(
      'read offboarding',
      `SELECT ${columns} FROM tenant.offboarding WHERE tenant_id = $1 AND environment = $2 AND left_tenant_id = $3
       ORDER BY id DESC LIMIT 1`,
      [context.tenantId, context.environment, tenantId],
    );
    return row;
  }

  async update({ query, context }: TenantTransaction, offboarding: Offboarding): Promise<void> {
    const { id, status, confirmedBy, eraseAfter, export: exported, certificate } = offboarding;
    await query(
      'update offboarding',
      `UPDATE tenant.offboarding SET status = $4, confirmed_by = $5, erase_after = $6, export = $7, certificate = $8
       WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [
        ...[context.tenantId, context.environment, id, status, confirmedBy, eraseAfter],
        ...[exported && JSON.stringify(exported), certificate && JSON.stringify(certificate)],
      ],
    );
  }

  /** The database that the tenant had for itself, if it had one, is dropped. */
  async letGoOfDatabase({ query, context }: TenantTransaction, tenantId: Id<'tenant'>): Promise<void> {
    await query(
      'let go of database',
      "UPDATE foundation.tenant_database SET state = 'UNWANTED' WHERE tenant_id = $1 AND environment = $2 AND name = $3",
      [context.tenantId, context.environment, tenantId],
    );
  }

  /** Lets the job go on at that moment. */
  async goOn(
    { query, context }: TenantTransaction,
    id: Id<'offboarding'>,
    at: Instant,
    clock: Clock,
  ): Promise<void> {
    const seconds = Math.max(0, Math.ceil((toEpochMs(at) - toEpochMs(clock.now())) / 1_000));
    await query('offboard later', 'SELECT tenant.offboard_later($1, $2, $3, $4)', [
      context.tenantId,
      context.environment,
      id,
      seconds,
    ]);
  }
}
