import { Injectable } from '@nestjs/common';
import { Fault, parseId, parseBusinessDate } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import {
  mustBeAllowedTo,
  platformTenantId,
  type Environment,
  type TenantContext,
} from '@fanxing/runtime/identity';
import type { QueryRequestUsageArgs, QueryTenantLimitsArgs } from '../generated/schema.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import { LimitsStore, type UsageOfDay } from './limits.store.js';
import type { LimitsOfTenant } from './set-tenant-limits.js';
import { limitsInForce } from './tenant-limits.js';

const daysMax = 366;
const dayMs = 86_400_000;

/** What a tenant may ask of the API, and what it asked. */
@Injectable()
export class ReadTenantLimits {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly tenants: TenantStore,
    private readonly store: LimitsStore,
  ) {}

  /** Fails with NOT_FOUND for a tenant that is not one's own, unless one is the operator. */
  async run(context: TenantContext, asked: Partial<QueryTenantLimitsArgs>): Promise<LimitsOfTenant> {
    mustBeAllowedTo(context, 'limits:read');
    const tenantId = parseId('tenant', asked.tenantId ?? context.tenantId, 'tenantId');
    const environment = (asked.environment?.toLowerCase() ?? context.environment) as Environment;
    return this.database.transaction(ownWorld(context, environment), async (transaction) => {
      const isOwn = tenantId === context.tenantId;
      if (!isOwn && !(await this.tenants.find(transaction, tenantId)))
        throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId }, 'tenantId');
      const overrides = await this.store.find(transaction, { tenantId, environment });
      return { tenantId, environment, ...limitsInForce(environment, overrides) };
    });
  }

  async usage(context: TenantContext, { since, until }: QueryRequestUsageArgs): Promise<UsageOfDay[]> {
    mustBeAllowedTo(context, 'limits:read');
    const [from, to] = [parseBusinessDate(String(since), 'since'), parseBusinessDate(String(until), 'until')];
    const days = (Date.parse(to) - Date.parse(from)) / dayMs;
    if (days < 0 || days > daysMax)
      throw new Fault(
        'INPUT_INVALID',
        { problem: `until must be 0 to ${daysMax} days after since` },
        'until',
      );
    return this.database.transaction(context, (transaction) => this.store.usage(transaction, from, to));
  }
}

/** A tenant may look at the limits of both of its environments; the operator's directory is one for both. */
function ownWorld(context: TenantContext, environment: Environment): TenantContext {
  return context.tenantId === platformTenantId ? directoryOf(context) : { ...context, environment };
}
