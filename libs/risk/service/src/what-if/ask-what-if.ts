import { Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import type { Jdm } from '@fanxing/risk-strategy';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { DecisionRules } from '../decision/decision-rules.js';
import { decideOn, figuresOf, type MadeDecision } from '../decision/make-decision.js';
import { StrategyRunner } from '../decision/strategy-runner.js';
import type { StrategyWarning, WhatIfInput } from '../generated/schema.js';
import { reviewForModel, warningView } from '../strategy/review-for-model.js';
import { changeFigures } from './change-figures.js';
import { StartingPoint } from './starting-point.js';

export interface WhatIf {
  /** Whose figures are shown: what the record of the read names. */
  readonly id: string;
  readonly before: MadeDecision['answer'];
  readonly answer: MadeDecision['answer'];
  readonly differs: boolean;
  readonly values: MadeDecision['values'];
  readonly trace: MadeDecision['trace'];
  readonly findings: readonly StrategyWarning[];
}

/**
 * Decides with other inputs or by a draft, and keeps nothing. It is a use of the borrower's data like a decision, so it
 * needs the consent to one: a record that is kept by law alone is not played with.
 */
@Injectable()
export class AskWhatIf {
  constructor(
    private readonly startingPoint: StartingPoint,
    private readonly runner: StrategyRunner,
  ) {}

  /**
   * Fails with CONSENT_REQUIRED, with STRATEGY_INVALID where the draft would not run, and with INPUT_INVALID where a
   * change does not fit.
   */
  async run(context: TenantContext, input: WhatIfInput): Promise<WhatIf> {
    mustBeAllowedTo(context, 'decision:simulate');
    const draft = input.strategy ?? null;
    const { published, tried, facts } = await this.startingPoint.of(context, input, draft);
    const inTimeOf = (rules: DecisionRules) => this.runner.inTimeOf(rules, performance.now());
    const { answer: before } = await decideOn(
      published,
      facts.asOf,
      figuresOf(published, facts),
      inTimeOf(published),
    );
    const changed = changeFigures(figuresOf(tried, facts), input, tried);
    const { answer, values, trace } = await decideOn(tried, facts.asOf, changed, inTimeOf(tried));
    return {
      id: facts.borrowerId,
      before,
      answer,
      differs: !isDeepStrictEqual(before, answer),
      values,
      trace,
      findings: draft === null ? [] : findingsOf(tried, draft as Jdm),
    };
  }
}

function findingsOf({ attributes, protectedAttributes }: DecisionRules, draft: Jdm): StrategyWarning[] {
  const given = attributes.filter((name) => !protectedAttributes.has(name));
  return reviewForModel(draft, given).map(warningView);
}
