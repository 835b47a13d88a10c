import { Injectable } from '@nestjs/common';
import { fromEpochMs, type CurrencyCode, type Id, type Instant } from '@fanxing/kernel';
import { ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import { environments, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { keysetOf } from '@fanxing/runtime/database';
import { BankConnectionEntity, SlugEntity, TenantEntity } from './tenant.entity.js';
import type { OwnTenant, Tenant, TenantStatus } from './tenant.js';

interface OwnTenantRow extends Record<string, unknown> {
  readonly name: string;
  readonly slug: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly status: TenantStatus;
  readonly bank_connection: Record<string, unknown> | null;
}

@Injectable()
export class TenantStore {
  constructor(private readonly database: ServiceDatabase) {}

  /** One row for each environment. Answers false when another tenant has the slug. For the operator. */
  async insert(transaction: TenantTransaction, tenant: Tenant): Promise<boolean> {
    const { tenantId, environment } = transaction.context;
    const taken = await transaction.manager
      .createQueryBuilder()
      .insert()
      .into(SlugEntity)
      .values({ tenantId, environment, slug: tenant.slug, namedTenantId: tenant.id })
      .orIgnore()
      .returning('slug')
      .execute();
    if (taken.raw.length === 0) return false;
    const rows = environments.map((each) => ({ ...tenant, tenantId: tenant.id, environment: each }));
    await transaction.manager.insert(TenantEntity, rows);
    return true;
  }

  async find(transaction: TenantTransaction, id: Id<'tenant'>): Promise<Tenant | undefined> {
    const { environment } = transaction.context;
    const row = await transaction.manager.findOneBy(TenantEntity, { tenantId: id, environment, id });
    return row ? tenantIn(row) : undefined;
  }

  /** Two operators who decide at once take turns. */
  async lock(transaction: TenantTransaction, id: Id<'tenant'>): Promise<Tenant | undefined> {
    const { environment } = transaction.context;
    const row = await transaction.manager.findOne(TenantEntity, {
      where: { tenantId: id, environment, id },
      lock: { mode: 'pessimistic_write' },
    });
    return row ? tenantIn(row) : undefined;
  }

  /** Row-level security leaves the operator every tenant and anybody else their own. */
  async list(transaction: TenantTransaction, page: Page): Promise<Tenant[]> {
    const { where, ...rest } = keysetOf(page);
    const { environment } = transaction.context;
    const rows = await transaction.manager.find(TenantEntity, { ...rest, where: { environment, ...where } });
    return rows.map(tenantIn);
  }

  /** In both environments. For the operator. */
  async updateStatus(transaction: TenantTransaction, tenant: Tenant): Promise<void> {
    const { id, status, approvedBy, rejectedBy, rejection } = tenant;
    const change = { status, approvedBy, rejectedBy, rejection };
    await transaction.manager.update(TenantEntity, { tenantId: id }, change);
    await this.mirror(id, ({ manager, context }) =>
      manager.update(TenantEntity, { tenantId: id, environment: context.environment }, change),
    );
  }

  /**
   * Makes the same change to the directory's copy in the tenant's own database, where it has one: the tenant is served by that,
   * the operator by the directory. It comes before the directory's commit, so what fails halfway is repeated by the operator.
   */
  async mirror(
    tenantId: Id<'tenant'>,
    change: (transaction: TenantTransaction) => Promise<unknown>,
  ): Promise<void> {
    if ((await this.database.ownDatabaseOf(systemContext(tenantId, 'live', 'directory'))) === undefined)
      return;
    for (const environment of environments)
      await this.database.transaction(systemContext(tenantId, environment, 'directory'), change);
  }

  /** Another tenant may be called so from now on. For the operator. */
  async freeSlug(transaction: TenantTransaction, slug: string): Promise<void> {
    const { tenantId, environment } = transaction.context;
    await transaction.manager.delete(SlugEntity, { tenantId, environment, slug });
  }

  async connectBank(
    transaction: TenantTransaction,
    connection: Record<string, unknown>,
    at: Instant,
  ): Promise<void> {
    const { tenantId, environment } = transaction.context;
    const connectedAt = new Date(at);
    await transaction.manager.upsert(
      BankConnectionEntity,
      { tenantId, environment, connection: connection as object, connectedAt },
      ['tenantId', 'environment'],
    );
  }

  /** The caller's own tenant, in one call: every command of every service asks for it. */
  async own(context: TenantContext): Promise<OwnTenant | undefined> {
    const [row] = await this.database.call<OwnTenantRow>(context, 'tenant.own_tenant', []);
    if (!row) return undefined;
    const { name, slug, currency, time_zone: timeZone, status, bank_connection: bankConnection } = row;
    return { name, slug, currency, timeZone, status, bankConnection };
  }
}

function tenantIn(row: TenantEntity): Tenant {
  return {
    id: row.id as Id<'tenant'>,
    name: row.name,
    slug: row.slug,
    currency: row.currency as CurrencyCode,
    timeZone: row.timeZone,
    status: row.status,
    createdBy: row.createdBy,
    approvedBy: row.approvedBy,
    rejectedBy: row.rejectedBy,
    rejection: row.rejection,
    createdAt: fromEpochMs(row.createdAt.getTime()),
  };
}
