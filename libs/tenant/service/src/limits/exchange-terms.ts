import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { RequestsCounted, RequestTerms } from '@fanxing/tenant-contract';
import { LimitsStore } from './limits.store.js';
import { limitsInForce } from './tenant-limits.js';

/** A gateway tells what it let through for a tenant and learns what it must keep to. For the platform itself. */
@Injectable()
export class ExchangeTerms {
  constructor(
    private readonly store: LimitsStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, counted: RequestsCounted): Promise<RequestTerms> {
    const day = this.clock.now().slice(0, 10);
    const { overrides, ...terms } = await this.store.exchange(context, day, counted);
    return { limits: limitsInForce(context.environment, overrides), ...terms };
  }
}
