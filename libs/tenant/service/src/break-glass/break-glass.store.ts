import { Injectable } from '@nestjs/common';
import { fromEpochMs, toEpochMs, type Id, type Instant } from '@fanxing/kernel';
import type { SecretHolder } from '@fanxing/runtime/caller';
import { keysetOf, ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { breakGlassScopes, type TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';
import { BreakGlassEntity } from './break-glass.entity.js';
import type { BreakGlass } from './break-glass.js';

@Injectable()
export class BreakGlassStore {
  constructor(private readonly database: ServiceDatabase) {}

  async insert(transaction: TenantTransaction, access: BreakGlass): Promise<void> {
    const { id, reason, minutes, requestedBy, requestedAt } = access;
    const row = { id, reason, minutes, requestedBy, requestedAt: new Date(requestedAt) };
    await transaction.manager.insert(BreakGlassEntity, { ...scopeOf(transaction), ...row });
  }

  async find(
    transaction: TenantTransaction,
    id: Id<'breakGlass'>,
    now: Instant,
    isToChange = false,
  ): Promise<BreakGlass | undefined> {
    const row = await transaction.manager.findOne(BreakGlassEntity, {
      where: { ...scopeOf(transaction), id },
      ...(isToChange && { lock: { mode: 'pessimistic_write' as const } }),
    });
    return row ? accessIn(row, now) : undefined;
  }

  async list(transaction: TenantTransaction, page: Page, now: Instant): Promise<BreakGlass[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(BreakGlassEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map((row) => accessIn(row, now));
  }

  async open(transaction: TenantTransaction, access: BreakGlass, at: Instant): Promise<void> {
    const { id, approvedBy, endsAt } = access;
    const change = { approvedBy, openedAt: new Date(at), endsAt: endsAt && new Date(endsAt) };
    await transaction.manager.update(BreakGlassEntity, { ...scopeOf(transaction), id }, change);
  }

  async setSecret(transaction: TenantTransaction, id: Id<'breakGlass'>, sha256: string): Promise<void> {
    await transaction.manager.update(BreakGlassEntity, { ...scopeOf(transaction), id }, { sha256 });
  }

  async end(transaction: TenantTransaction, id: Id<'breakGlass'>, at: Instant): Promise<void> {
    const change = { endedBy: transaction.context.actor.id, endedAt: new Date(at) };
    await transaction.manager.update(BreakGlassEntity, { ...scopeOf(transaction), id }, change);
  }

  /** Who holds an open access. A use is counted, and written into the tenant's audit log with the reason. */
  async holder(
    context: TenantContext,
    sha256: string,
    at: Instant,
    isUse: boolean,
  ): Promise<SecretHolder | null> {
    const [row] = await this.database.call<{ requested_by: string; ends_at_ms: string }>(
      context,
      'tenant.break_glass_holder',
      [sha256, at, isUse ? newId('audit') : null, activeTraceId()],
    );
    if (!row) return null;
    return {
      actor: { kind: 'person', id: row.requested_by },
      roles: ['auditor'],
      scopes: breakGlassScopes,
      addresses: null,
      endsAtMs: Number(row.ends_at_ms),
    };
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function accessIn(row: BreakGlassEntity, now: Instant): BreakGlass {
  const { id, reason, minutes, requestedBy, requestedAt, approvedBy, endsAt, endedAt, uses } = row;
  const end = endedAt ?? endsAt;
  const isOver = endedAt !== null || (endsAt !== null && endsAt.getTime() <= toEpochMs(now));
  return {
    id: id as Id<'breakGlass'>,
    reason,
    minutes,
    status: isOver ? 'ENDED' : endsAt ? 'OPEN' : 'REQUESTED',
    requestedBy,
    requestedAt: fromEpochMs(requestedAt.getTime()),
    approvedBy,
    endsAt: end && fromEpochMs(end.getTime()),
    uses,
  };
}
