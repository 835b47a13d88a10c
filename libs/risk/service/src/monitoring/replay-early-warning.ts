import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { openByLaw } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { KnownEvents } from '../decision/known-events.js';
import type { ReplayEarlyWarningInput } from '../generated/schema.js';
import type { WarningRow } from './early-warning.store.js';
import { makeWarning } from './make-warning.js';
import { MonitoringRulesCache } from './monitoring-rules-cache.js';
import { ReadMonitoring } from './read-monitoring.js';

export interface WarningReplay {
  readonly warning: WarningRow;
  readonly same: boolean;
  readonly fingerprint: string;
}

/**
 * Makes a warning again from what was known when it was made: a duty, which no withdrawal ends. Keeps nothing. Fails with STATE_CONFLICT
 * once the borrower's data were erased.
 */
@Injectable()
export class ReplayEarlyWarning {
  constructor(
    private readonly readMonitoring: ReadMonitoring,
    private readonly rulesCache: MonitoringRulesCache,
    private readonly knownEvents: KnownEvents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ReplayEarlyWarningInput): Promise<WarningReplay> {
    const warning = await this.readMonitoring.warningById(
      context,
      input.earlyWarningId,
      'input.earlyWarningId',
    );
    const facts = await this.readMonitoring.factsOf(context, warning);
    if (facts === null || warning.erasedAt !== null)
      throw new Fault('STATE_CONFLICT', { what: 'early warning', status: 'ERASED', needed: 'its data' });
    const { borrowerId, categories, asOf, knownUntil, businessDate } = warning;
    const access = openByLaw(this.clock, borrowerId, 'DECISION_RECORD', categories);
    const [rules, events] = await Promise.all([
      this.rulesCache.rulesOf(context, warning.rulesId),
      this.knownEvents.of(context, access, asOf, knownUntil),
    ]);
    const { line, lastOrder } = facts;
    const { fingerprint } = await makeWarning(rules, { asOf, businessDate, events, line, lastOrder });
    return { warning, same: fingerprint === warning.fingerprint, fingerprint };
  }
}
