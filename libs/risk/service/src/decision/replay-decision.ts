import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { openByLaw } from '@fanxing/runtime/consent';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { eventsFor } from '../event/event.store.js';
import type { ReplayDecisionInput } from '../generated/schema.js';
import { recordedSignals } from '../signal/recorded-signals.js';
import { DecisionRulesCache } from './decision-rules.js';
import type { DecisionRow } from './decision.store.js';
import { makeDecision } from './make-decision.js';
import { ReadDecision } from './read-decision.js';

export interface DecisionReplay {
  readonly decision: DecisionRow;
  readonly same: boolean;
  readonly fingerprint: string;
  readonly answer: unknown;
}

/**
 * Makes a decision again from what was known when it was made: a duty, which no withdrawal ends. Signals are those of the record,
 * for they rest on data that this duty does not open (docs/decisions/0169). Keeps nothing. Fails with
 * STATE_CONFLICT once the borrower's data were erased.
 */
@Injectable()
export class ReplayDecision {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly keeper: KeyKeeper,
    private readonly rulesCache: DecisionRulesCache,
    private readonly readDecision: ReadDecision,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ReplayDecisionInput): Promise<DecisionReplay> {
    const decision = await this.readDecision.byId(context, input.decisionId, 'input.decisionId');
    const { strategyId, borrowerId, asOf, knownUntil, attributes, categories } = decision;
    if (decision.erasedAt !== null)
      throw new Fault('STATE_CONFLICT', { what: 'decision', status: 'ERASED', needed: 'its data' });
    const access = openByLaw(this.clock, borrowerId, 'DECISION_RECORD', categories);
    const [rules, events] = await Promise.all([
      this.rulesCache.rulesOf(context, strategyId),
      eventsFor(this.database, this.keeper, context, access, asOf, knownUntil),
    ]);
    const again = await makeDecision(rules, {
      ...{ asOf, events, attributes },
      signals: recordedSignals(decision.values),
    });
    return {
      decision,
      same: again.fingerprint === decision.fingerprint,
      fingerprint: again.fingerprint,
      answer: again.answer,
    };
  }
}
