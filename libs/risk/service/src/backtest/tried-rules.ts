import { Fault } from '@fanxing/kernel';
import { compileIndicators } from '@fanxing/risk-indicators';
import { figuresRead, type Jdm } from '@fanxing/risk-strategy';
import type { TenantContext } from '@fanxing/runtime/identity';
import { withDraft, type DecisionRules, type DecisionRulesCache } from '../decision/decision-rules.js';

/** The rules by which a decision was made, as its record names them. */
export interface RulesOfThen {
  readonly strategyId: string;
  readonly pipelineId: string | null;
}

/** Rules to try, and what a record must hold for them. */
export interface TriedRules {
  readonly rules: DecisionRules;
  readonly attributes: readonly string[];
}

/**
 * What is tried: a draft, which reads the score of the model of then, or a published strategy with its own model. Either stands in the
 * pipeline of then in place of its credit strategy.
 */
export type Tried =
  { readonly draft: Jdm; readonly attributes: readonly string[] } | { readonly published: DecisionRules };

const keptMax = 200;

/** The rules to try for each decision of the past, made once for all that were decided by the same. */
export class TriedRulesOfThen {
  private readonly kept = new Map<string, TriedRules>();

  constructor(
    private readonly cache: DecisionRulesCache,
    private readonly context: TenantContext,
    private readonly tried: Tried,
  ) {}

  async of({ strategyId, pipelineId }: RulesOfThen): Promise<TriedRules> {
    const key = `${strategyId}/${pipelineId}`;
    const known = this.kept.get(key);
    if (known) return known;
    const then = await this.cache.rulesOf(this.context, strategyId, pipelineId);
    const made = triedIn(then, this.tried);
    if (this.kept.size >= keptMax) this.kept.clear();
    this.kept.set(key, made);
    return made;
  }
}

export function triedIn(then: DecisionRules, tried: Tried): TriedRules {
  if ('draft' in tried)
    return {
      rules: withDraft(then, tried.draft, 'input.strategy'),
      attributes: needed(then, tried.attributes),
    };
  const { published } = tried;
  const rules = then.pipelineId === null ? published : withPublished(then, published);
  return { rules, attributes: permitted(published) };
}

/** Those that the models of then score, and those that the draft reads beside. */
function needed(then: DecisionRules, ofDraft: readonly string[]): string[] {
  return [...new Set([...permitted(then), ...ofDraft])];
}

function permitted({ attributes, protectedAttributes }: DecisionRules): string[] {
  return attributes.filter((name) => !protectedAttributes.has(name));
}

/** The attributes among those that a model is given that a draft may look at. */
export function attributesOfDraft(draft: Jdm, given: readonly string[]): string[] {
  const { all } = figuresRead(draft);
  return all === null ? [...given] : given.filter((name) => all.includes(name));
}

/** The pipeline of then, with another strategy and its model in the credit stage. */
function withPublished(then: DecisionRules, published: DecisionRules): DecisionRules {
  const credit = published.stages.find(({ stage }) => stage.kind === 'credit');
  if (!credit) throw new Fault('NOT_FOUND', { what: 'strategy', id: published.strategyId });
  const { strategyId, version, content, strategy } = credit;
  const union = (left: Iterable<string>, right: Iterable<string>) => [...new Set([...left, ...right])];
  return {
    ...then,
    ...{ strategyId, strategy, modelId: published.modelId, scorecard: published.scorecard },
    stages: then.stages.map((each) =>
      each.stage.kind === 'credit' ? { ...each, strategyId, version, content, strategy } : each,
    ),
    indicators: compileIndicators(union(then.indicators.names, published.indicators.names)),
    eventKinds: union(then.eventKinds, published.eventKinds),
    attributes: union(then.attributes, published.attributes),
    signals: union(then.signals, published.signals),
    protectedAttributes: new Set(union(then.protectedAttributes, published.protectedAttributes)),
  };
}
