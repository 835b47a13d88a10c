import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { CancelOffboardingInput } from '../generated/schema.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import type { Offboarding, OffboardingStatus } from './offboarding.js';
import { OffboardingStore } from './offboarding.store.js';

const cancellable: readonly OffboardingStatus[] = ['REQUESTED', 'EXPORTING', 'EXPORTED'];

/**
 * Calls a tenant's leaving off; a tenant whose business has stopped is suspended then, and may be resumed. One operator is
 * enough, as nothing is lost by it. Fails with STATE_CONFLICT once erasure has begun.
 */
@Injectable()
export class CancelOffboarding {
  constructor(
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: OffboardingStore,
  ) {}

  async run(context: TenantContext, input: CancelOffboardingInput): Promise<Offboarding> {
    const command = { operation: 'cancelOffboarding', permission: 'tenant:offboard', input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const tenantId = parseId('tenant', input.tenantId, 'input.tenantId');
      const latest = await this.store.latest(transaction, tenantId);
      const found = latest && (await this.store.lock(transaction, latest.id));
      if (!found) throw new Fault('NOT_FOUND', { what: 'offboarding', id: tenantId }, 'input.tenantId');
      const subject = { kind: 'tenant', id: tenantId } as const;
      if (found.status === 'CANCELLED') return { answer: found, subject };
      if (!cancellable.includes(found.status))
        throw new Fault('STATE_CONFLICT', { what: 'offboarding', status: found.status, needed: 'EXPORTED' });
      const cancelled: Offboarding = { ...found, status: 'CANCELLED' };
      await this.store.update(transaction, cancelled);
      const tenant = await this.tenants.lock(transaction, tenantId);
      if (tenant?.status === 'OFFBOARDING')
        await this.tenants.updateStatus(transaction, { ...tenant, status: 'SUSPENDED' });
      return {
        answer: cancelled,
        subject,
        before: { status: found.status },
        after: { status: cancelled.status },
      };
    });
  }
}
