import { Injectable } from '@nestjs/common';
import { And, ArrayContains, LessThan, MoreThanOrEqual, Not, type FindOptionsWhere } from 'typeorm';
import { fromEpochMs, type Id } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { keysetOf } from '@fanxing/runtime/database';
import { AuditEventEntity } from './audit-event.entity.js';
import type { AuditEvent, AuditFilter } from './audit-event.js';

@Injectable()
export class AuditEventStore {
  async find(transaction: TenantTransaction, id: Id<'audit'>): Promise<AuditEvent | undefined> {
    const row = await transaction.manager.findOneBy(
      AuditEventEntity,
      whereOf(transaction, {}).map((any) => ({ ...any, id })),
    );
    return row ? eventIn(row) : undefined;
  }

  async list(transaction: TenantTransaction, filter: AuditFilter, page: Page): Promise<AuditEvent[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(AuditEventEntity, {
      ...rest,
      where: whereOf(transaction, filter).map((any) => ({ ...any, ...where })),
    });
    return rows.map(eventIn);
  }

  async count(transaction: TenantTransaction, filter: AuditFilter): Promise<number> {
    return transaction.manager.countBy(AuditEventEntity, whereOf(transaction, filter));
  }
}

/** A subject is found where it stands alone and where it stands among others: each of these is one way. */
function whereOf({ context }: TenantTransaction, filter: AuditFilter): FindOptionsWhere<AuditEventEntity>[] {
  const { since, until, subjectId, ...exact } = filter;
  const bounds = [
    ...(since === undefined ? [] : [MoreThanOrEqual(new Date(since))]),
    ...(until === undefined ? [] : [LessThan(new Date(until))]),
  ];
  const all = {
    tenantId: context.tenantId,
    environment: context.environment,
    ...exact,
    ...(bounds.length > 0 && { at: And(...bounds) }),
  };
  if (subjectId === undefined) return [all];
  return [
    { ...all, subjectId },
    { ...all, subjectId: Not(subjectId), subjectIds: ArrayContains([subjectId]) },
  ];
}

function eventIn({ tenantId: _, environment: __, ...row }: AuditEventEntity): AuditEvent {
  return { ...row, id: row.id as Id<'audit'>, at: fromEpochMs(row.at.getTime()) };
}
