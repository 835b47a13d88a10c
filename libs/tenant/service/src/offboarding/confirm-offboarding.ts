import { Inject, Injectable } from '@nestjs/common';
import { Fault, fromEpochMs, parseId, toEpochMs, type Clock } from '@fanxing/kernel';
import { mustBeAnotherOperator } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ConfirmOffboardingInput } from '../generated/schema.js';
import { MoveStore } from '../move/move.store.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import type { Offboarding } from './offboarding.js';
import { OffboardingStore } from './offboarding.store.js';
import { OpenBusiness } from './open-business.js';

const dayMs = 86_400_000;

/**
 * A second operator confirms that a tenant leaves: its business stops, its export is made, and when the grace period is over its
 * data are erased by themselves. Confirming again changes nothing. Fails with FOUR_EYES and TENANT_HAS_BUSINESS.
 */
@Injectable()
export class ConfirmOffboarding {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: OffboardingStore,
    private readonly openBusiness: OpenBusiness,
    private readonly moves: MoveStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ConfirmOffboardingInput): Promise<Offboarding> {
    mustBeAllowedTo(context, 'tenant:offboard');
    const tenantId = parseId('tenant', input.tenantId, 'input.tenantId');
    const asked = await this.database.transaction(directoryOf(context), (transaction) =>
      this.mustFind(transaction, tenantId),
    );
    if (asked.status === 'REQUESTED') await this.openBusiness.mustBeOver(tenantId, asked.forced);
    const command = { operation: 'confirmOffboarding', permission: 'tenant:offboard', input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const found = await this.mustFind(transaction, tenantId);
      const subject = { kind: 'tenant', id: tenantId } as const;
      if (found.status !== 'REQUESTED') return { answer: found, subject };
      mustBeAnotherOperator(context, 'confirmOffboarding', found.requestedBy);
      const tenant = await this.tenants.lock(transaction, tenantId);
      await this.moves.mustBeOver(transaction, tenantId);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId }, 'input.tenantId');
      const eraseAfter = fromEpochMs(toEpochMs(this.clock.now()) + found.graceDays * dayMs);
      const confirmed: Offboarding = {
        ...found,
        status: 'EXPORTING',
        confirmedBy: context.actor.id,
        eraseAfter,
      };
      await this.store.update(transaction, confirmed);
      await this.tenants.updateStatus(transaction, { ...tenant, status: 'OFFBOARDING' });
      await this.store.goOn(transaction, found.id, this.clock.now(), this.clock);
      return {
        answer: confirmed,
        subject,
        before: { tenant: tenant.status, offboarding: found.status },
        after: { tenant: 'OFFBOARDING', offboarding: confirmed.status, eraseAfter },
      };
    });
  }

  private async mustFind(
    transaction: TenantTransaction,
    tenantId: Offboarding['tenantId'],
  ): Promise<Offboarding> {
    const latest = await this.store.latest(transaction, tenantId);
    const found = latest && (await this.store.lock(transaction, latest.id));
    if (found && found.status !== 'CANCELLED') return found;
    throw new Fault('NOT_FOUND', { what: 'offboarding', id: tenantId }, 'input.tenantId');
  }
}
