import { Injectable } from '@nestjs/common';
import type { DataAccess } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { withSpan } from '@fanxing/runtime/telemetry';
import { DecisionRulesCache, type DecisionRules } from './decision-rules.js';
import { GatherFigures, type GatheredFigures, type Whose } from './gather-figures.js';
import { decideOn, type MadeDecision } from './make-decision.js';
import { NeededData } from './needed-data.js';
import { StrategyRunner } from './strategy-runner.js';

/** By what is decided: the pipeline, and the strategy where that leaves its credit stage to what is in force. */
export interface RulesInForce {
  readonly pipelineId: string | null;
  readonly strategyId: string | null;
}

export interface Judgement {
  readonly rules: DecisionRules;
  readonly gathered: GatheredFigures;
  readonly made: MadeDecision;
}

/** Makes a decision by published rules in their time, and keeps nothing. */
@Injectable()
export class JudgeApplication {
  constructor(
    private readonly rulesCache: DecisionRulesCache,
    private readonly neededData: NeededData,
    private readonly gatherFigures: GatherFigures,
    private readonly runner: StrategyRunner,
  ) {}

  /** Fails with CONSENT_REQUIRED where the access leaves out what the rules read. */
  async run(
    context: TenantContext,
    access: DataAccess,
    { pipelineId, strategyId }: RulesInForce,
    facts: Whose,
  ): Promise<Judgement> {
    const startedAt = performance.now();
    const rules = await this.rulesCache.rulesOf(context, strategyId, pipelineId);
    await this.neededData.mustBeCovered(context, access, rules);
    const gathered = await this.gatherFigures.of(context, access, rules, facts);
    const gatheredMs = performance.now() - startedAt;
    const made = await withSpan('make decision', {}, () =>
      decideOn(
        rules,
        facts.asOf,
        gathered.figures,
        this.runner.inTimeOf(rules, startedAt),
        gathered.circumstances,
      ),
    );
    return { rules, gathered, made: { ...made, durations: { data: gatheredMs, ...made.durations } } };
  }
}
