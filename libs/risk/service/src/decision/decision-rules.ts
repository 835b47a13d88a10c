import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { compileIndicators, parseIndicator, type CompiledIndicators } from '@fanxing/risk-indicators';
import { compileScorecard, type CompiledScorecard, type Scorecard } from '@fanxing/risk-models';
import { defaultPipeline, strategyStagesOf, type Pipeline, type StrategyStage } from '@fanxing/risk-pipeline';
import {
  compileStrategy,
  indicatorsRead,
  signalsRead,
  type CompiledStrategy,
  type Jdm,
} from '@fanxing/risk-strategy';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { attributeOf } from '../model/characteristic.js';
import { findModels, type ModelRow } from '../model/model.store.js';
import { findPipelines } from '../pipeline/pipeline.store.js';
import { isSignal, signalOf } from '../signal/signal-catalogue.js';
import { isIndicator } from '../strategy/review-for-model.js';
import { findStrategies, type StrategyRow } from '../strategy/strategy.store.js';

/** A strategy as one stage of a pipeline, ready to run. */
export interface RuleStage {
  readonly stage: StrategyStage;
  readonly strategyId: string;
  readonly version: number;
  readonly content: Jdm;
  readonly strategy: CompiledStrategy;
}

/** How a product's applications are decided: its pipeline, the strategies of it and the model, ready to run. */
export interface DecisionRules {
  /** Null: the product has no pipeline of its own. */
  readonly pipelineId: string | null;
  readonly pipeline: Pipeline;
  readonly stages: readonly RuleStage[];
  /** Of the credit stage, whose model gives the score. */
  readonly strategyId: string;
  readonly modelId: string;
  readonly strategy: CompiledStrategy;
  readonly scorecard: CompiledScorecard;
  readonly indicators: CompiledIndicators;
  /** The kinds of events that the model and the strategy read. */
  readonly eventKinds: readonly string[];
  /** The borrower's attributes that the models of the strategies read. */
  readonly attributes: readonly string[];
  /** The signals that the model and the strategy read. */
  readonly signals: readonly string[];
  readonly protectedAttributes: ReadonlySet<string>;
}

const keptMax = 500;

/**
 * Compiles strategies once. What is published never changes, and an id is looked up only after the database has
 * given it to the tenant, so one tenant's rules can not serve another.
 */
@Injectable()
export class DecisionRulesCache {
  private readonly kept = new Map<string, Promise<DecisionRules>>();

  constructor(private readonly database: ServiceDatabase) {}

  /** Of a pipeline, or of a strategy alone. `strategyId`: what is in force, where the pipeline leaves its credit stage to that. */
  async rulesOf(
    context: TenantContext,
    strategyId: string | null,
    pipelineId: string | null = null,
  ): Promise<DecisionRules> {
    const key = `${context.tenantId}/${context.environment}/${pipelineId ?? 'default'}/${strategyId ?? 'none'}`;
    const known = this.kept.get(key);
    if (known) return known;
    const compiling = this.compile(context, strategyId, pipelineId);
    if (this.kept.size >= keptMax) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(key, compiling);
    compiling.catch(() => this.kept.delete(key));
    return compiling;
  }

  private async compile(
    context: TenantContext,
    strategyId: string | null,
    pipelineId: string | null,
  ): Promise<DecisionRules> {
    // Compiling takes long for large strategies; nobody is to wait for the connection meanwhile.
    const { pipeline, named, strategies, models } = await this.database.transaction(
      context,
      async (transaction) => {
        const [found] = pipelineId === null ? [] : await findPipelines(transaction, [pipelineId]);
        if (pipelineId !== null && !found) throw new Fault('NOT_FOUND', { what: 'pipeline', id: pipelineId });
        const pipeline = found?.content ?? defaultPipeline;
        const named = strategyStagesOf(pipeline).map((stage) => ({
          stage,
          id: stage.strategyId ?? strategyId,
        }));
        const ids = named.flatMap(({ id }) => id ?? []);
        const strategies = await findStrategies(transaction, [...new Set(ids)]);
        const models = await findModels(transaction, [...new Set(strategies.map(({ modelId }) => modelId))]);
        return { pipeline, named, strategies, models };
      },
    );
    const stages = named.map(({ stage, id }) => stageOf(stage, id, strategies));
    return rulesOfStages(pipelineId, pipeline, stages, models);
  }
}

interface PublishedStage extends RuleStage {
  readonly row: StrategyRow;
}

function stageOf(
  stage: StrategyStage,
  id: string | null,
  strategies: readonly StrategyRow[],
): PublishedStage {
  const row = strategies.find((strategy) => strategy.id === id);
  if (!row) throw new Fault('NOT_FOUND', { what: 'strategy', id: id ?? 'in force' });
  const content = row.content as Jdm;
  return {
    stage,
    row,
    strategyId: row.id,
    version: row.version,
    content,
    strategy: compileStrategy(content),
  };
}

function rulesOfStages(
  pipelineId: string | null,
  pipeline: Pipeline,
  published: readonly PublishedStage[],
  models: readonly ModelRow[],
): DecisionRules {
  const modelOf = ({ row }: PublishedStage): ModelRow => {
    const found = models.find(({ id }) => id === row.modelId);
    if (!found) throw new Fault('NOT_FOUND', { what: 'model', id: row.modelId });
    return found;
  };
  const credit = published.find(({ stage }) => stage.kind === 'credit');
  if (!credit) throw new Error('a pipeline without a credit stage was published');
  const model = modelOf(credit);
  const scorecard = compileScorecard(model.content as Scorecard);
  const others = published.filter((each) => each !== credit);
  const ofModel = scorecard.characteristics.filter(isOfEvents);
  const ofOthers = others.flatMap(({ content }) => indicatorsRead(content).filter(isIndicator));
  const indicators = [...new Set([...ofModel, ...credit.row.indicators, ...ofOthers])];
  const characteristics = [credit, ...others].flatMap((each) => characteristicsOf(modelOf(each)));
  return {
    pipelineId,
    pipeline,
    stages: published.map(({ row: _, ...stage }) => stage),
    strategyId: credit.strategyId,
    modelId: model.id,
    strategy: credit.strategy,
    scorecard,
    indicators: compileIndicators(indicators),
    eventKinds: eventKindsOf(indicators),
    attributes: [...new Set(characteristics.flatMap((name) => attributeOf(name) ?? []))],
    signals: signalsOf(scorecard.characteristics, ...published.map(({ content }) => content)),
    protectedAttributes: new Set(published.flatMap((each) => modelOf(each).protectedAttributes)),
  };
}

function characteristicsOf({ content }: ModelRow): string[] {
  return (content as Scorecard).characteristics.map(({ name }) => name);
}

/** The same rules with another strategy in the credit stage, which is given the indicators that it names. Fails with STRATEGY_INVALID. */
export function withDraft(rules: DecisionRules, draft: unknown, path: string): DecisionRules {
  const strategy = compileStrategy(draft, path);
  const content = draft as Jdm;
  const known = rules.indicators.names;
  const more = indicatorsRead(content).filter((name) => isIndicator(name) && !known.includes(name));
  const indicators = [...known, ...more];
  const drafted = { strategyId: 'draft', content, strategy };
  return {
    ...rules,
    strategyId: 'draft',
    strategy,
    stages: rules.stages.map((each) => (each.stage.kind === 'credit' ? { ...each, ...drafted } : each)),
    indicators: compileIndicators(indicators),
    eventKinds: eventKindsOf(indicators),
    signals: [...new Set([...rules.signals, ...signalsOf([], content)])],
  };
}

/** Whether a characteristic is an indicator, not an attribute or a signal. */
function isOfEvents(characteristic: string): boolean {
  return attributeOf(characteristic) === undefined && signalOf(characteristic) === undefined;
}

function signalsOf(characteristics: readonly string[], ...strategies: readonly Jdm[]): string[] {
  const ofModel = characteristics.flatMap((name) => signalOf(name) ?? []);
  return [...new Set([...ofModel, ...strategies.flatMap(signalsRead).filter(isSignal)])];
}

function eventKindsOf(indicators: readonly string[]): string[] {
  return [...new Set(indicators.map((name) => parseIndicator(name).kind))];
}
