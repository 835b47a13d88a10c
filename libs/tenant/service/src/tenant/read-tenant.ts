import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { directoryOf } from './directory.js';
import type { Tenant } from './tenant.js';
import { TenantStore } from './tenant.store.js';

/** Tenants as the directory has them: all for the operator, their own for everybody else. */
@Injectable()
export class ReadTenant {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: TenantStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<Tenant> {
    mustBeAllowedTo(context, 'tenant:read');
    const id = parseId('tenant', idText, 'id');
    const tenant = await this.database.transaction(directoryOf(context), (transaction) =>
      this.store.find(transaction, id),
    );
    if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id }, 'id');
    return tenant;
  }

  async page(context: TenantContext, input: PageArguments): Promise<Connection<Tenant>> {
    mustBeAllowedTo(context, 'tenant:read');
    const page = parsePage(input, context, 'tenants');
    return this.database.transaction(directoryOf(context), async (transaction) =>
      connectionOf(page, await this.store.list(transaction, page)),
    );
  }

  /** The caller's own tenant, whatever the caller's roles; null for the operator. */
  async own(context: TenantContext): Promise<Tenant | null> {
    const own = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, context.tenantId),
    );
    return own ?? null;
  }
}
