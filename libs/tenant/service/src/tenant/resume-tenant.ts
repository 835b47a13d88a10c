import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { ResumeTenantInput } from '../generated/schema.js';
import { directoryOf } from './directory.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/** Lets a suspended tenant go on with its business, in both environments. Resuming again changes nothing. */
@Injectable()
export class ResumeTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: TenantStore,
  ) {}

  async run(context: TenantContext, input: ResumeTenantInput): Promise<Tenant> {
    const command = { operation: 'resumeTenant', permission: 'tenant:suspend', input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const id = parseId('tenant', input.tenantId, 'input.tenantId');
      const tenant = await this.store.lock(transaction, id);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id }, 'input.tenantId');
      if (tenant.status !== 'ACTIVE' && tenant.status !== 'SUSPENDED') {
        throw new Fault('STATE_CONFLICT', { what: 'tenant', status: tenant.status, needed: 'SUSPENDED' });
      }
      const resumed: Tenant = { ...tenant, status: 'ACTIVE' };
      await this.store.updateStatus(transaction, resumed);
      return {
        answer: resumed,
        subject: { kind: 'tenant', id },
        before: { status: tenant.status },
        after: { status: resumed.status },
      };
    });
  }
}
