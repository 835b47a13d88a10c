import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { SuspendTenantInput } from '../generated/schema.js';
import { directoryOf } from './directory.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/** Stops a tenant's business in both environments: from now on `activeTenant` refuses it. Suspending again changes nothing. */
@Injectable()
export class SuspendTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
  ) {}

  async run(context: TenantContext, input: SuspendTenantInput): Promise<Tenant> {
    const command = { operation: 'suspendTenant', permission: 'tenant:suspend', input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const id = parseId('tenant', input.tenantId, 'input.tenantId');
      const tenant = await this.store.lock(transaction, id);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id }, 'input.tenantId');
      if (tenant.status !== 'ACTIVE' && tenant.status !== 'SUSPENDED') {
        throw new Fault('STATE_CONFLICT', { what: 'tenant', status: tenant.status, needed: 'ACTIVE' });
      }
      const suspended: Tenant = { ...tenant, status: 'SUSPENDED' };
      await this.store.updateStatus(transaction, suspended);
      return {
        answer: suspended,
        subject: { kind: 'tenant', id },
        before: { status: tenant.status },
        after: { status: suspended.status },
      };
    });
  }
}
