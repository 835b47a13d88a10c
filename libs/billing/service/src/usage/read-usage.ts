import { Injectable } from '@nestjs/common';
import { Fault, type Instant } from '@fanxing/kernel';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { UsageTotal } from './usage.js';
import { UsageStore } from './usage.store.js';

/** What the tenant used in [since, until). Fails with INPUT_INVALID when the time runs backwards. */
@Injectable()
export class ReadUsage {
  constructor(private readonly store: UsageStore) {}

  async run(context: TenantContext, since: Instant, until: Instant): Promise<UsageTotal[]> {
    mustBeAllowedTo(context, 'usage:read');
    if (since >= until)
      throw new Fault('INPUT_INVALID', { problem: '"until" must be later than "since"' }, 'until');
    return this.store.totals(context, since, until);
  }
}
