import { Inject, Injectable } from '@nestjs/common';
import { toEpochMs, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { platformTenantId, systemContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { TenantStatus } from '../tenant/tenant.js';
import { TenantStore } from '../tenant/tenant.store.js';
import { EraseTenant } from './erase-tenant.js';
import type { Offboarding, OffboardingStatus } from './offboarding.js';
import { OffboardingStore } from './offboarding.store.js';
import { OpenBusiness } from './open-business.js';

const platform = systemContext(platformTenantId, 'live', 'offboardTenant');

/**
 * Brings a confirmed offboarding one status further after the other, as a job: a process that is killed at any point leaves a
 * status whose work is begun anew.
 */
@Injectable()
export class ContinueOffboarding {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: OffboardingStore,
    private readonly openBusiness: OpenBusiness,
    private readonly eraseTenant: EraseTenant,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(id: string): Promise<void> {
    for (;;) {
      const found = await this.database.transaction(platform, (transaction) =>
        this.store.lock(transaction, id),
      );
      if (!found || !(await this.advance(found))) return;
    }
  }

  /** Answers whether there is more to do at once. */
  private async advance(found: Offboarding): Promise<boolean> {
    switch (found.status) {
      case 'EXPORTING': {
        await this.openBusiness.mustBeOver(found.tenantId, found.forced);
        return this.move({ ...found, status: 'EXPORTED', export: await this.eraseTenant.export(found) });
      }
      case 'EXPORTED':
        if (!(await this.isGraceOver(found))) return false;
        await this.openBusiness.mustBeOver(found.tenantId, found.forced);
        return this.move({ ...found, status: 'CLOSING' }, 'CLOSING');
      case 'CLOSING':
        return this.move({ ...found, status: 'ERASING', export: await this.eraseTenant.close(found) });
      case 'ERASING':
        await this.finish(found);
        return false;
      default:
        return false;
    }
  }

  private async isGraceOver({ id, eraseAfter }: Offboarding): Promise<boolean> {
    if (eraseAfter === null) return false;
    if (toEpochMs(this.clock.now()) >= toEpochMs(eraseAfter)) return true;
    await this.database.transaction(platform, (transaction) =>
      this.store.goOn(transaction, id, eraseAfter, this.clock),
    );
    return false;
  }

  /** Keeps what came of a status' work, unless it was called off meanwhile. */
  private async move(next: Offboarding, tenantStatus?: TenantStatus): Promise<boolean> {
    return this.database.transaction(platform, async (transaction) => {
      if (!(await this.isStill(transaction, next))) return false;
      await this.store.update(transaction, next);
      const tenant = tenantStatus && (await this.tenants.lock(transaction, next.tenantId));
      if (tenant) await this.tenants.updateStatus(transaction, { ...tenant, status: tenantStatus });
      return true;
    });
  }

  private async isStill(transaction: TenantTransaction, { id, status }: Offboarding): Promise<boolean> {
    const current = await this.store.lock(transaction, id);
    return current?.status === statusBefore[status];
  }

  /** The last row that goes is the tenant's name in the directory; what is left is the operator's record with its proof. */
  private async finish(found: Offboarding): Promise<void> {
    const certificate = await this.eraseTenant.erase(found);
    const command = {
      operation: 'eraseTenant',
      permission: 'tenant:offboard',
      input: { id: found.id },
    } as const;
    await this.road.run(platform, command, async (transaction) => {
      await this.store.update(transaction, { ...found, status: 'ERASED', certificate });
      await this.tenants.freeSlug(transaction, found.slug);
      await this.store.letGoOfDatabase(transaction, found.tenantId);
      return {
        answer: null,
        subject: { kind: 'tenant', id: found.tenantId },
        after: {
          offboarding: found.id,
          status: 'ERASED',
          exports: certificate.certificate.environments.map(({ exportSha256 }) => exportSha256),
          signature: certificate.signature,
        },
      };
    });
  }
}

/** From which status each is come to by this job. */
const statusBefore: Partial<Record<OffboardingStatus, OffboardingStatus>> = {
  EXPORTED: 'EXPORTING',
  CLOSING: 'EXPORTED',
  ERASING: 'CLOSING',
};
