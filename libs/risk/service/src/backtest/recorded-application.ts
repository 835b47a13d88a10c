import { parseCurrency, parseMinor, parseRate, type BusinessDate, type Instant } from '@fanxing/kernel';
import type { ApplicationOutcome } from '@fanxing/lending-contract';
import type { PastApplication } from '@fanxing/risk-backtest';
import type { DecisionRules } from '../decision/decision-rules.js';
import { permittedAttributes, scoreOf, valuesFor, type DecisionFigures } from '../decision/make-decision.js';
import type { DecisionFacts } from '../decision/sealed-decision.js';
import { knownOutcome, type OutcomeDefinition } from './known-outcome.js';
import type { TriedRules } from './tried-rules.js';

/** A decision of the past as its record holds it, opened. */
export interface OpenedDecision {
  readonly id: string;
  readonly strategyId: string;
  readonly decidedAt: Instant;
  readonly facts: DecisionFacts;
}

/** Rules with the values that they are run on: what a past application carries to the strategy. */
export interface RecordedRun {
  readonly rules: DecisionRules;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface OutcomesAsOf extends OutcomeDefinition {
  readonly outcomesAsOf: BusinessDate;
}

/** The first name that the rules read and the record does not hold; undefined where it holds all of them. */
export function notRecorded(
  { rules, attributes }: TriedRules,
  { values }: DecisionFacts,
): string | undefined {
  const recorded = values as Partial<DecisionFigures>;
  const missing = (scope: 'indicators' | 'attributes' | 'signals', names: readonly string[]) => {
    const name = names.find((one) => !Object.hasOwn(recorded[scope] ?? {}, one));
    return name === undefined ? undefined : `${scope}.${name}`;
  };
  return (
    missing('indicators', rules.indicators.names) ??
    missing('attributes', attributes) ??
    missing('signals', rules.signals)
  );
}

/** A past application with the values of its record, which `rules` score, and with what became of it. */
export function recordedApplication(
  decision: OpenedDecision,
  rules: DecisionRules,
  became: ApplicationOutcome,
  definition: OutcomesAsOf,
  segments: readonly string[],
): Omit<PastApplication, 'row'> {
  const figures = recordedFigures(decision.facts, rules);
  const scored = scoreOf(rules, figures);
  const currency = parseCurrency(became.currency);
  const run: RecordedRun = { rules, values: valuesFor(figures, scored) };
  const outcome = knownOutcome(became, definition, definition.outcomesAsOf);
  const isLossKnown = outcome === 'bad' && became.writtenOffOn !== null;
  return {
    id: decision.id,
    currency,
    figures: { ...run },
    approvedThen: became.limit !== null,
    limitThen: became.limit === null ? null : parseMinor(became.limit, currency),
    rateThen: became.dailyRate === null ? null : parseRate(became.dailyRate),
    amount: null,
    probability: scored.probability,
    outcome,
    loss: isLossKnown
      ? parseMinor(became.writtenOff, currency) - parseMinor(became.recovered, currency)
      : null,
    segments: segments.map((name) => segmentOf(name, decision)),
  };
}

/** Of what was recorded only what the rules read, as they were given it then: a stage that runs again must not see more. */
function recordedFigures({ values }: DecisionFacts, rules: DecisionRules): DecisionFigures {
  const recorded = values as DecisionFigures;
  const only = <Value>(all: Readonly<Record<string, Value>>, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, all[name] ?? null]));
  const { eventCount, daysSinceLastEvent, indicators, attributes, signals } = recorded;
  return {
    eventCount,
    daysSinceLastEvent,
    indicators: only(indicators, rules.indicators.names) as DecisionFigures['indicators'],
    attributes: permittedAttributes(rules, { attributes }),
    ...(rules.signals.length > 0 && { signals: only(signals ?? {}, rules.signals) }),
  };
}

const attributePrefix = 'attributes.';

/** `month`, `strategy`, or an attribute as it was recorded, which a protected one is too: fairness is measured by it. */
export function isSegment(name: string): boolean {
  return name === 'month' || name === 'strategy' || /^attributes\.[^\s]{1,64}$/.test(name);
}

function segmentOf(name: string, { decidedAt, strategyId, facts }: OpenedDecision): string {
  if (name === 'month') return decidedAt.slice(0, 7);
  if (name === 'strategy') return strategyId;
  const value = facts.attributes[name.slice(attributePrefix.length)];
  return value === null || value === undefined ? '' : String(value).slice(0, 64);
}
