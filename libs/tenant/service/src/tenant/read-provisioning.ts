import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { platformTenantId, type TenantContext } from '@fanxing/runtime/identity';
import { steps, type RecordedStep } from './provisioning.js';
import { ProvisioningStore } from './provisioning.store.js';
import type { Tenant } from './tenant.js';

export interface Provisioning {
  readonly isDone: boolean;
  readonly steps: readonly RecordedStep[];
}

/** What has been made for a tenant: for the operator and for itself, who are shown it by the directory. */
@Injectable()
export class ReadProvisioning {
  constructor(private readonly store: ProvisioningStore) {}

  /** Null for a tenant that was not approved, or was before there were steps. */
  async run({ tenantId }: TenantContext, { id }: Tenant): Promise<Provisioning | null> {
    if (tenantId !== platformTenantId && tenantId !== id)
      throw new Fault('NOT_FOUND', { what: 'tenant', id });
    const recorded = await this.store.read(id);
    if (recorded.length === 0) return null;
    const isDone = recorded.length === steps.length && recorded.every(({ status }) => status === 'DONE');
    return { isDone, steps: recorded };
  }
}
