import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { eventsBefore } from '../event/event.store.js';
import type { ReplayDecisionInput } from '../generated/schema.js';
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

/** Makes a decision again from what was known when it was made. Keeps nothing. */
@Injectable()
export class ReplayDecision {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly rulesCache: DecisionRulesCache,
    private readonly readDecision: ReadDecision,
  ) {}

  async run(context: TenantContext, input: ReplayDecisionInput): Promise<DecisionReplay> {
    const decision = await this.readDecision.byId(context, input.decisionId, 'input.decisionId');
    const { strategyId, borrowerId, asOf, knownUntil, attributes } = decision;
    const [rules, events] = await Promise.all([
      this.rulesCache.rulesOf(context, strategyId),
      eventsBefore(this.database, context, borrowerId, asOf, knownUntil),
    ]);
    const again = await makeDecision(rules, { asOf, events, attributes });
    return {
      decision,
      same: again.fingerprint === decision.fingerprint,
      fingerprint: again.fingerprint,
      answer: again.answer,
    };
  }
}
