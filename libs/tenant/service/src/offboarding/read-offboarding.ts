import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { directoryOf } from '../tenant/directory.js';
import type { Offboarding } from './offboarding.js';
import { OffboardingStore } from './offboarding.store.js';

/** How a tenant leaves, or has left: for the operator, long after the tenant itself is gone. */
@Injectable()
export class ReadOffboarding {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: OffboardingStore,
  ) {}

  /** The latest of the tenant's. Fails with NOT_FOUND. */
  async run(context: TenantContext, tenantIdText: string): Promise<Offboarding> {
    mustBeAllowedTo(context, 'tenant:offboard');
    const tenantId = parseId('tenant', tenantIdText, 'tenantId');
    const found = await this.database.transaction(directoryOf(context), (transaction) =>
      this.store.latest(transaction, tenantId),
    );
    if (!found) throw new Fault('NOT_FOUND', { what: 'offboarding', id: tenantId }, 'tenantId');
    return found;
  }
}
