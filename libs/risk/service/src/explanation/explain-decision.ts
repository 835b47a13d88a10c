import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import type { Scorecard } from '@fanxing/risk-models';
import type { TenantContext } from '@fanxing/runtime/identity';
import { DecisionRulesCache, type DecisionRules } from '../decision/decision-rules.js';
import type { DecisionRow } from '../decision/decision.store.js';
import { scoreOf } from '../decision/make-decision.js';
import { NeededData } from '../decision/needed-data.js';
import { ReadDecision } from '../decision/read-decision.js';
import type { StageStep } from '../decision/run-stages.js';
import type {
  Counterfactual,
  ExplainedReason,
  FigureChange,
  FiredRule,
  UsedFigure,
} from '../generated/schema.js';
import { ReadModel } from '../model/read-model.js';
import { ReadStrategy } from '../strategy/read-strategy.js';
import { explainedReasons } from './explained-reasons.js';
import { findCounterfactuals, type Counterfactuals, type DecidedBy } from './find-counterfactuals.js';
import { firedRules } from './fired-rules.js';
import { usedFigures, type RecordedValues } from './recorded-values.js';

export interface DecisionExplanation {
  readonly id: string;
  readonly decision: DecisionRow;
  readonly outcome: string;
  readonly reasons: readonly ExplainedReason[];
  readonly rules: readonly FiredRule[];
  readonly figures: readonly UsedFigure[];
  readonly counterfactuals: readonly Counterfactual[];
  readonly searchIsComplete: boolean;
}

/**
 * Explains a decision from its own record: a duty, which no withdrawal ends. Keeps nothing. Fails with STATE_CONFLICT once
 * the borrower's data were erased.
 */
@Injectable()
export class ExplainDecision {
  constructor(
    private readonly readDecision: ReadDecision,
    private readonly readStrategy: ReadStrategy,
    private readonly readModel: ReadModel,
    private readonly rulesCache: DecisionRulesCache,
    private readonly neededData: NeededData,
  ) {}

  async run(context: TenantContext, id: string): Promise<DecisionExplanation> {
    const decision = await this.readDecision.byId(context, id, 'decisionId');
    if (decision.erasedAt !== null)
      throw new Fault('STATE_CONFLICT', { what: 'decision', status: 'ERASED', needed: 'its data' });
    const strategy = await this.readStrategy.byId(context, decision.strategyId);
    const [model, rules] = await Promise.all([
      this.readModel.byId(context, strategy.modelId),
      this.rulesCache.rulesOf(context, decision.strategyId, decision.pipelineId),
    ]);
    const values = decision.values as RecordedValues;
    const { outcome, reasons } = decision.answer;
    const fired = firedRules(rules.stages, decision.trace as readonly StageStep[]);
    const ended = decision.circumstances?.ended ?? null;
    const { adverse } = scoreOf(rules, values);
    const figures = usedFigures(values);
    const { found, complete } =
      outcome === 'DECLINE' && ended === null
        ? await findCounterfactuals(await this.decidedBy(context, decision, rules, model.content), values)
        : nothingToTurn;
    return {
      id: decision.id,
      decision,
      outcome,
      reasons: explainedReasons(reasons, {
        strategy,
        model,
        rules: fired,
        adverse,
        score: values.score,
        ended,
      }),
      rules: fired,
      figures,
      counterfactuals: found.map(({ changes, answer }) => ({
        changes: changes.map((change) => inWords(change, figures)),
        answer,
      })),
      searchIsComplete: complete,
    };
  }

  private async decidedBy(
    context: TenantContext,
    { asOf }: DecisionRow,
    rules: DecisionRules,
    scorecard: unknown,
  ): Promise<DecidedBy> {
    const categories = await this.neededData.categoriesOf(context, 'EVENT_KIND', rules.eventKinds);
    return {
      rules,
      strategies: rules.stages.map(({ content }) => content),
      scorecard: scorecard as Scorecard,
      asOf,
      categoryOf: (indicator) => categories[rules.eventKinds.indexOf(parseIndicator(indicator).kind)],
    };
  }
}

const nothingToTurn: Counterfactuals = { found: [], complete: true };

function inWords(
  change: Pick<FigureChange, 'name' | 'from' | 'to'>,
  figures: readonly UsedFigure[],
): FigureChange {
  const figure = figures.find(({ name }) => name === change.name);
  if (!figure) throw new Error(`${change.name} is no figure of the decision`);
  const { meaning, meaningZh, unit, unitZh } = figure;
  return { ...change, meaning, meaningZh, unit, unitZh };
}
