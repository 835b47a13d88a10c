import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { Environment, TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RequestLimits } from '@fanxing/tenant-contract';
import type { SetTenantLimitsInput } from '../generated/schema.js';
import { directoryOf } from '../tenant/directory.js';
import { TenantStore } from '../tenant/tenant.store.js';
import { LimitsStore } from './limits.store.js';
import { limitsInForce, parseOverrides } from './tenant-limits.js';

export interface LimitsOfTenant extends RequestLimits {
  readonly tenantId: string;
  readonly environment: Environment;
}

/** The operator says what an environment of a tenant may ask of the API; gateways learn it within two seconds. */
@Injectable()
export class SetTenantLimits {
  constructor(
    private readonly road: CommandRoad,
    private readonly tenants: TenantStore,
    private readonly store: LimitsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: SetTenantLimitsInput): Promise<LimitsOfTenant> {
    const { idempotencyKey } = input;
    const command = {
      operation: 'setTenantLimits',
      permission: 'limits:set',
      idempotencyKey,
      input,
    } as const;
    return this.road.run(directoryOf(context), command, async (transaction) => {
      const tenantId = parseId('tenant', input.tenantId, 'input.tenantId');
      if (!(await this.tenants.lock(transaction, tenantId)))
        throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId }, 'input.tenantId');
      const environment = input.environment.toLowerCase() as Environment;
      const overrides = parseOverrides(input);
      const of = { tenantId, environment };
      await this.store.set(transaction, of, overrides, this.clock.now());
      await this.tenants.mirror(tenantId, async (own) => {
        if (own.context.environment === environment)
          await this.store.set(own, of, overrides, this.clock.now());
      });
      const answer = { tenantId, environment, ...limitsInForce(environment, overrides) };
      return { answer, subject: { kind: 'tenant', id: tenantId } };
    });
  }
}
