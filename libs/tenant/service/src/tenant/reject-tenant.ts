import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { mustBeAnotherOperator } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { RejectTenantInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { directoryOf } from './directory.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/**
 * A reviewer does not let a tenant begin, and says why. Its slug is free again, for whoever enters the bank anew. Rejecting
 * again changes nothing. Fails with FOUR_EYES for the operator who entered it, with STATE_CONFLICT once it was approved.
 */
@Injectable()
export class RejectTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
  ) {}

  async run(context: TenantContext, input: RejectTenantInput): Promise<Tenant> {
    const command = { operation: 'rejectTenant', permission: 'tenant:approve', input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const id = parseId('tenant', input.tenantId, 'input.tenantId');
      const rejection = plainLine(input.reason, 500, 'input.reason');
      const tenant = await this.store.lock(transaction, id);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id }, 'input.tenantId');
      const subject = { kind: 'tenant', id } as const;
      if (tenant.status === 'REJECTED') return { answer: tenant, subject };
      if (tenant.status !== 'IN_REVIEW')
        throw new Fault('STATE_CONFLICT', { what: 'tenant', status: tenant.status, needed: 'IN_REVIEW' });
      mustBeAnotherOperator(context, 'rejectTenant', tenant.createdBy);
      const rejected: Tenant = { ...tenant, status: 'REJECTED', rejectedBy: context.actor.id, rejection };
      await this.store.updateStatus(transaction, rejected);
      await this.store.freeSlug(transaction, tenant.slug);
      return {
        answer: rejected,
        subject,
        before: { status: tenant.status },
        after: { status: rejected.status, rejection },
      };
    });
  }
}
