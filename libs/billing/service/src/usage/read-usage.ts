import { Injectable } from '@nestjs/common';
import type { CountedUsage } from '@fanxing/billing-contract';
import { Fault, type Instant } from '@fanxing/kernel';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { UsageTotal } from './usage.js';
import { UsageStore } from './usage.store.js';

/** What the tenant used in [since, until). Fails with INPUT_INVALID when the time runs backwards. */
@Injectable()
export class ReadUsage {
  constructor(private readonly store: UsageStore) {}

  /** What was counted for these subjects, whoever they belong to: for a borrower's own request. */
  async ofSubjects(context: TenantContext, subjectIds: readonly string[]): Promise<CountedUsage[]> {
    mustBeAllowedTo(context, 'subject-request:handle');
    return this.store.ofSubjects(context, subjectIds);
  }

  async run(context: TenantContext, since: Instant, until: Instant): Promise<UsageTotal[]> {
    mustBeAllowedTo(context, 'usage:read');
    if (since >= until)
      throw new Fault('INPUT_INVALID', { problem: '"until" must be later than "since"' }, 'until');
    return this.store.totals(context, since, until);
  }
}
