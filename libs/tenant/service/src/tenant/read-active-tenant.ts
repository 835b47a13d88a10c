import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { openConnection } from './sealed-connection.js';
import { shownConnection, type ShownConnection } from './connect-bank.js';
import type { OwnTenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/**
 * The caller's own tenant, asked by this and other services before they work for it. Fails with TENANT_NOT_ACTIVE
 * unless it may do business.
 */
@Injectable()
export class ReadActiveTenant {
  constructor(
    private readonly store: TenantStore,
    private readonly keeper: KeyKeeper,
  ) {}

  async run(context: TenantContext): Promise<OwnTenant> {
    const tenant = await this.store.own(context);
    if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id: context.tenantId });
    if (tenant.status !== 'ACTIVE') throw new Fault('TENANT_NOT_ACTIVE', { status: tenant.status });
    return tenant;
  }

  /** The connection itself, for whoever calls the bank; whatever the tenant's status. */
  async connectionToBank(context: TenantContext): Promise<Record<string, unknown> | null> {
    const connection = (await this.store.own(context))?.bankConnection;
    if (!connection) return null;
    return this.keeper.using(context, (keys) => openConnection(keys, connection));
  }

  /** The connection to the tenant's bank as far as it is shown; null until there is one. */
  async bankConnection(context: TenantContext): Promise<ShownConnection | null> {
    mustBeAllowedTo(context, 'tenant:read');
    const tenant = await this.store.own(context);
    return tenant?.bankConnection ? shownConnection(tenant.bankConnection) : null;
  }
}
