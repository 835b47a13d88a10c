import { Injectable } from '@nestjs/common';
import { Fault } from '@fanxing/kernel';
import { compileIndicators, parseIndicator, type CompiledIndicators } from '@fanxing/risk-indicators';
import { compileScorecard, type CompiledScorecard, type Scorecard } from '@fanxing/risk-models';
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
import { findModels } from '../model/model.store.js';
import { isSignal, signalOf } from '../signal/signal-catalogue.js';
import { isIndicator } from '../strategy/review-for-model.js';
import { findStrategies } from '../strategy/strategy.store.js';

/** A published strategy with its model, ready to run. */
export interface DecisionRules {
  readonly strategyId: string;
  readonly modelId: string;
  readonly strategy: CompiledStrategy;
  readonly scorecard: CompiledScorecard;
  readonly indicators: CompiledIndicators;
  /** The kinds of events that the model and the strategy read. */
  readonly eventKinds: readonly string[];
  /** The borrower's attributes that the model reads. */
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

  async rulesOf(context: TenantContext, strategyId: string): Promise<DecisionRules> {
    const key = `${context.tenantId}/${context.environment}/${strategyId}`;
    const known = this.kept.get(key);
    if (known) return known;
    const compiling = this.compile(context, strategyId);
    if (this.kept.size >= keptMax) this.kept.delete(this.kept.keys().next().value ?? '');
    this.kept.set(key, compiling);
    compiling.catch(() => this.kept.delete(key));
    return compiling;
  }

  private async compile(context: TenantContext, strategyId: string): Promise<DecisionRules> {
    const { strategy, model } = await this.database.transaction(context, async (transaction) => {
      const [found] = await findStrategies(transaction, [strategyId]);
      const [model] = found ? await findModels(transaction, [found.modelId]) : [];
      return { strategy: found, model };
    });
    if (!strategy || !model) throw new Fault('NOT_FOUND', { what: 'strategy', id: strategyId });
    const scorecard = compileScorecard(model.content as Scorecard);
    const { characteristics } = scorecard;
    const ofModel = characteristics.filter(isOfEvents);
    const indicators = [...ofModel, ...strategy.indicators];
    return {
      strategyId,
      modelId: model.id,
      strategy: compileStrategy(strategy.content),
      scorecard,
      indicators: compileIndicators(indicators),
      eventKinds: eventKindsOf(indicators),
      attributes: characteristics.flatMap((name) => attributeOf(name) ?? []),
      signals: signalsOf(characteristics, strategy.content as Jdm),
      protectedAttributes: new Set(model.protectedAttributes),
    };
  }
}

/** The same rules with another strategy, which is given the indicators that it names. Fails with STRATEGY_INVALID. */
export function withDraft(rules: DecisionRules, draft: unknown, path: string): DecisionRules {
  const strategy = compileStrategy(draft, path);
  const known = rules.indicators.names;
  const more = indicatorsRead(draft as Jdm).filter((name) => isIndicator(name) && !known.includes(name));
  const indicators = [...known, ...more];
  return {
    ...rules,
    strategyId: 'draft',
    strategy,
    indicators: compileIndicators(indicators),
    eventKinds: eventKindsOf(indicators),
    signals: signalsOf(rules.scorecard.characteristics, draft as Jdm),
  };
}

/** Whether a characteristic is an indicator, not an attribute or a signal. */
function isOfEvents(characteristic: string): boolean {
  return attributeOf(characteristic) === undefined && signalOf(characteristic) === undefined;
}

function signalsOf(characteristics: readonly string[], strategy: Jdm): string[] {
  const ofModel = characteristics.flatMap((name) => signalOf(name) ?? []);
  return [...new Set([...ofModel, ...signalsRead(strategy).filter(isSignal)])];
}

function eventKindsOf(indicators: readonly string[]): string[] {
  return [...new Set(indicators.map((name) => parseIndicator(name).kind))];
}
