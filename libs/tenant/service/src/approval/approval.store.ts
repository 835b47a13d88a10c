import { Injectable } from '@nestjs/common';
import { fromEpochMs, type Id, type Instant } from '@fanxing/kernel';
import type { ApprovalAsked } from '@fanxing/runtime/caller';
import { keysetOf, ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import { permissionsOf, roles, type TenantContext } from '@fanxing/runtime/identity';
import { ApprovalEntity } from './approval.entity.js';
import type { Approval } from './approval.js';

const approvers = roles.filter((role) => permissionsOf(role).has('approval:give'));

@Injectable()
export class ApprovalStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** Whether there is another person who may approve. */
  async hasAnother(context: TenantContext): Promise<boolean> {
    const parameters = [approvers, context.actor.id];
    const [row] = await this.database.call<{ another: boolean }>(context, 'tenant.has_another', parameters);
    return row?.another === true;
  }

  /** The approval of this caller's very request; made when there is none. */
  async provide(
    transaction: TenantTransaction,
    id: Id<'approval'>,
    { operation, requestHash, request }: ApprovalAsked,
    at: Instant,
  ): Promise<Approval> {
    const of = { ...scopeOf(transaction), operation, requestHash, requestedBy: transaction.context.actor.id };
    await transaction.manager
      .createQueryBuilder()
      .insert()
      .into(ApprovalEntity)
      .values({ ...of, id, request: JSON.parse(request) as object, status: 'REQUESTED', requestedAt: at })
      .orIgnore()
      .execute();
    return approvalIn(await transaction.manager.findOneByOrFail(ApprovalEntity, of));
  }

  /** Approvals that were given before `since` and not used: the request has to be approved anew. */
  async retireOlder(
    transaction: TenantTransaction,
    { operation, requestHash }: ApprovalAsked,
    since: Instant,
  ): Promise<void> {
    const { tenantId, environment, actor } = transaction.context;
    await transaction.query(
      'retire approvals',
      `UPDATE tenant.approval SET request_hash = request_hash || '/' || id
       WHERE tenant_id = $1 AND environment = $2 AND operation = $3 AND request_hash = $4 AND requested_by = $5
         AND status = 'APPROVED' AND decided_at < $6`,
      [tenantId, environment, operation, requestHash, actor.id, since],
    );
  }

  /** One that was used is found for no other request. */
  async retire(transaction: TenantTransaction, { id }: Approval): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.query(
      'retire approval',
      `UPDATE tenant.approval SET request_hash = request_hash || '/' || id
       WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [tenantId, environment, id],
    );
  }

  async find(
    transaction: TenantTransaction,
    id: Id<'approval'>,
    isToChange = false,
  ): Promise<Approval | undefined> {
    const row = await transaction.manager.findOne(ApprovalEntity, {
      where: { ...scopeOf(transaction), id },
      ...(isToChange && { lock: { mode: 'pessimistic_write' as const } }),
    });
    return row ? approvalIn(row) : undefined;
  }

  async list(transaction: TenantTransaction, page: Page): Promise<Approval[]> {
    const { where, ...rest } = keysetOf(page);
    const rows = await transaction.manager.find(ApprovalEntity, {
      ...rest,
      where: { ...scopeOf(transaction), ...where },
    });
    return rows.map(approvalIn);
  }

  async decide(transaction: TenantTransaction, { id, status }: Approval, at: Instant): Promise<void> {
    const decision = { status, decidedBy: transaction.context.actor.id, decidedAt: new Date(at) };
    await transaction.manager.update(ApprovalEntity, { ...scopeOf(transaction), id }, decision);
  }

  /** For which operations the environment wants two persons. */
  async operations(transaction: TenantTransaction): Promise<readonly string[]> {
    const { tenantId, environment } = transaction.context;
    const [row] = await transaction.query<{ operations: string[] }>(
      'read four eyes',
      'SELECT operations FROM tenant.four_eyes WHERE tenant_id = $1 AND environment = $2',
      [tenantId, environment],
    );
    return row?.operations ?? [];
  }

  async setOperations(transaction: TenantTransaction, operations: readonly string[]): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.query(
      'set four eyes',
      `INSERT INTO tenant.four_eyes (tenant_id, environment, operations) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, environment) DO UPDATE SET operations = excluded.operations`,
      [tenantId, environment, operations],
    );
  }
}

function scopeOf({ context }: TenantTransaction): { tenantId: string; environment: string } {
  return { tenantId: context.tenantId, environment: context.environment };
}

function approvalIn(row: ApprovalEntity): Approval {
  const { id, operation, request, status, requestedBy, requestedAt, decidedBy } = row;
  return {
    id: id as Id<'approval'>,
    operation,
    request: JSON.stringify(request),
    status,
    requestedBy,
    requestedAt: fromEpochMs(requestedAt.getTime()),
    decidedBy,
  };
}
