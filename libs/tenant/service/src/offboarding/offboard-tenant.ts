import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { OffboardTenantInput } from '../generated/schema.js';
import { plainLine } from '../plain-text.js';
import { MoveStore } from '../move/move.store.js';
import { KeeperRight } from './keeper-right.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import type { Offboarding } from './offboarding.js';
import { OffboardingStore } from './offboarding.store.js';
import { OpenBusiness } from './open-business.js';

const graceDaysDefault = 30;
const graceDaysMax = 365;

/**
 * An operator asks for a tenant to leave, and gives its slug so that it is the right one. Nothing happens to it before another
 * operator confirms. Fails with TENANT_HAS_BUSINESS, and with STATE_CONFLICT for a tenant that never began, is leaving
 * or is being moved.
 */
@Injectable()
export class OffboardTenant {
  constructor(
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: OffboardingStore,
    private readonly openBusiness: OpenBusiness,
    private readonly moves: MoveStore,
    private readonly keeperRight: KeeperRight,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: OffboardTenantInput): Promise<Offboarding> {
    mustBeAllowedTo(context, 'tenant:offboard');
    const tenantId = parseId('tenant', input.tenantId, 'input.tenantId');
    await this.keeperRight.mustBeGiven();
    const forced = input.force === true;
    await this.openBusiness.mustBeOver(tenantId, forced);
    const { idempotencyKey } = input;
    const command = {
      operation: 'offboardTenant',
      permission: 'tenant:offboard',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const tenant = await this.tenants.lock(transaction, tenantId);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId }, 'input.tenantId');
      if (tenant.slug !== input.slug)
        throw new Fault('INPUT_INVALID', { problem: 'This is not the slug of that tenant' }, 'input.slug');
      if (tenant.status !== 'ACTIVE' && tenant.status !== 'SUSPENDED')
        throw new Fault('STATE_CONFLICT', {
          what: 'tenant',
          status: tenant.status,
          needed: 'ACTIVE or SUSPENDED',
        });
      await this.moves.mustBeOver(transaction, tenantId);
      const offboarding: Offboarding = {
        id: newId('offboarding'),
        tenantId,
        slug: tenant.slug,
        status: 'REQUESTED',
        forced,
        reason: plainLine(input.reason, 500, 'input.reason'),
        graceDays: readGraceDays(input.graceDays),
        requestedBy: context.actor.id,
        requestedAt: this.clock.now(),
        confirmedBy: null,
        eraseAfter: null,
        export: null,
        certificate: null,
      };
      if (!(await this.store.insert(transaction, offboarding)))
        throw new Fault('ALREADY_EXISTS', { what: 'offboarding', name: tenant.slug }, 'input.tenantId');
      const { id, graceDays, reason, status } = offboarding;
      return {
        answer: offboarding,
        subject: { kind: 'tenant', id: tenantId },
        after: { offboarding: id, status, forced, graceDays, reason },
      };
    });
  }
}

function readGraceDays(given: number | null | undefined): number {
  const days = given ?? graceDaysDefault;
  if (days >= 0 && days <= graceDaysMax) return days;
  throw new Fault('INPUT_INVALID', { problem: `graceDays is 0 to ${graceDaysMax}` }, 'input.graceDays');
}
