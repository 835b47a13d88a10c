import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { openByLaw } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ReplayDecisionInput } from '../generated/schema.js';
import { recordedParts, recordedSignals } from '../signal/recorded-signals.js';
import { ordinary } from './circumstances.js';
import { DecisionRulesCache } from './decision-rules.js';
import type { DecisionRow } from './decision.store.js';
import { GatherFigures } from './gather-figures.js';
import { KnownEvents } from './known-events.js';
import { decideOn, figuresOf } from './make-decision.js';
import { ReadDecision } from './read-decision.js';
import { inItsOwnTime } from './run-stages.js';

export interface DecisionReplay {
  readonly decision: DecisionRow;
  readonly same: boolean;
  readonly fingerprint: string;
  readonly answer: unknown;
}

/**
 * Makes a decision again from what was known when it was made and under the same circumstances: a duty, which no withdrawal ends. Signals
 * are those of the record, for they rest on data that this duty does not open (docs/decisions/0169). Keeps nothing. Fails with
 * STATE_CONFLICT once the borrower's data were erased.
 */
@Injectable()
export class ReplayDecision {
  constructor(
    private readonly rulesCache: DecisionRulesCache,
    private readonly readDecision: ReadDecision,
    private readonly knownEvents: KnownEvents,
    private readonly gatherFigures: GatherFigures,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: ReplayDecisionInput): Promise<DecisionReplay> {
    const decision = await this.readDecision.byId(context, input.decisionId, 'input.decisionId');
    const { strategyId, pipelineId, borrowerId, asOf, knownUntil, attributes, categories } = decision;
    if (decision.erasedAt !== null)
      throw new Fault('STATE_CONFLICT', { what: 'decision', status: 'ERASED', needed: 'its data' });
    const access = openByLaw(this.clock, borrowerId, 'DECISION_RECORD', categories);
    const circumstances = decision.circumstances ?? ordinary;
    const rules = await this.rulesCache.rulesOf(context, strategyId, pipelineId);
    const figures =
      (await this.gatherFigures.again(context, rules, attributes, circumstances)) ??
      figuresOf(rules, {
        asOf,
        attributes,
        signals: recordedSignals(decision.values),
        signalParts: recordedParts(decision.values),
        events: await this.knownEvents.of(context, access, asOf, knownUntil),
      });
    const again = await decideOn(rules, asOf, figures, inItsOwnTime, circumstances);
    return {
      decision,
      same: again.fingerprint === decision.fingerprint,
      fingerprint: again.fingerprint,
      answer: again.answer,
    };
  }
}
