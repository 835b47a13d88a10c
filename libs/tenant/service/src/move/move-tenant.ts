import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { MoveTenantInput } from '../generated/schema.js';
import { KeeperRight } from '../offboarding/keeper-right.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import type { Isolation, Move } from './move.js';
import { MoveStore } from './move.store.js';

/**
 * An operator gives a tenant a database of its own, or brings it back to the shared tables. Its reads go on; its writes wait for
 * the seconds that copying takes. Fails with STATE_CONFLICT for a tenant that is there already, does no business or is leaving.
 */
@Injectable()
export class MoveTenant {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: MoveStore,
    private readonly keeperRight: KeeperRight,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: MoveTenantInput): Promise<Move> {
    mustBeAllowedTo(context, 'tenant:move');
    const tenantId = parseId('tenant', input.tenantId, 'input.tenantId');
    await this.keeperRight.mustBeGiven();
    const { idempotencyKey, isolation } = input;
    const command = { operation: 'moveTenant', permission: 'tenant:move', idempotencyKey, input } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const tenant = await this.tenants.lock(transaction, tenantId);
      if (!tenant) throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId }, 'input.tenantId');
      if (tenant.status !== 'ACTIVE' && tenant.status !== 'SUSPENDED')
        throw new Fault('STATE_CONFLICT', { what: 'tenant', status: tenant.status, needed: 'ACTIVE' });
      const now = await this.isolationOf(tenantId);
      if (now === isolation)
        throw new Fault('STATE_CONFLICT', { what: 'tenant', status: now, needed: 'another isolation' });
      const move: Move = {
        id: newId('tenantMove'),
        tenantId,
        isolation,
        status: 'PREPARING',
        requestedBy: context.actor.id,
        requestedAt: this.clock.now(),
        rows: null,
        pauseMs: null,
      };
      if (!(await this.store.insert(transaction, move)))
        throw new Fault('ALREADY_EXISTS', { what: 'move', name: tenant.slug }, 'input.tenantId');
      return {
        answer: move,
        subject: { kind: 'tenant', id: tenantId },
        before: { isolation: now },
        after: { isolation, move: move.id },
      };
    });
  }

  private async isolationOf(tenantId: Move['tenantId']): Promise<Isolation> {
    const own = await this.database.ownDatabaseOf(systemContext(tenantId, 'live', 'moveTenant'));
    return own === undefined ? 'SHARED' : 'OWN_DATABASE';
  }
}
