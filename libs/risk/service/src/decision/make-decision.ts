import { createHash } from 'node:crypto';
import { toEpochMs, type Instant } from '@fanxing/kernel';
import type { DecideAnswer, DecisionReason } from '@fanxing/risk-contract';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { ScorecardResult } from '@fanxing/risk-models';
import { adverseReasons, reasonCodes, type ReasonCode, type Verdict } from '@fanxing/risk-strategy';
import type { SignalFigures, SignalParts } from '../signal/signal.js';
import { isOrdinary, ordinary, type Circumstances } from './circumstances.js';
import type { DecisionRules } from './decision-rules.js';
import { inItsOwnTime, runStages, type RunStage, type StageStep } from './run-stages.js';

export interface DecisionFacts {
  readonly asOf: Instant;
  /** Strictly before `asOf`. */
  readonly events: readonly IndicatorEvent[];
  readonly attributes: Readonly<Record<string, string | number | null>>;
  /** Those that the rules name; null is missing. */
  readonly signals: SignalFigures;
  /** What those are made of that are sums. */
  readonly signalParts?: SignalParts;
}

/** A decision with all that it rests on. The same rules and facts always make the same one. */
export interface MadeDecision {
  readonly answer: Omit<DecideAnswer, 'decisionId'>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly trace: readonly StageStep[];
  readonly circumstances: Circumstances;
  readonly fingerprint: string;
  /** Milliseconds by stage; never the same twice, so not in the fingerprint. */
  readonly durations: Readonly<Record<string, number>>;
}

const msPerDay = 86_400_000;

/** What the model and the strategy are given of a borrower, by the names that they use. */
export interface DecisionFigures {
  /** Null where the events could not be had. */
  readonly eventCount: number | null;
  readonly daysSinceLastEvent: number | null;
  readonly indicators: Readonly<Record<string, number | null>>;
  readonly attributes: DecisionFacts['attributes'];
  /** Absent where the rules name none: what was decided without signals keeps its fingerprint. */
  readonly signals?: SignalFigures;
  /** Recorded to be told, and given to no rule; absent where no signal has any. */
  readonly signalParts?: SignalParts;
}

/** Indicators over the events, and the attributes that may be used. */
export function figuresOf(rules: DecisionRules, facts: DecisionFacts): DecisionFigures {
  return {
    eventCount: facts.events.length,
    daysSinceLastEvent: daysSinceLast(facts),
    indicators: indicatorValues(rules, facts),
    attributes: permittedAttributes(rules, facts),
    ...signalValues(rules, facts),
  };
}

/** The figures of somebody of whose events nothing could be had. */
export function missingFigures(
  rules: DecisionRules,
  attributes: DecisionFacts['attributes'],
): DecisionFigures {
  return {
    eventCount: null,
    daysSinceLastEvent: null,
    indicators: Object.fromEntries(rules.indicators.names.map((name) => [name, null])),
    attributes: permittedAttributes(rules, { attributes }),
    ...signalValues(rules, { signals: {} }),
  };
}

/** Decides on figures, however they came about, in as much time as `run` gives and under the same circumstances as before. */
export async function decideOn(
  rules: DecisionRules,
  asOf: Instant,
  figures: DecisionFigures,
  run: RunStage = inItsOwnTime,
  { fallbacks, ended: endedBefore }: Circumstances = ordinary,
): Promise<MadeDecision> {
  const scored = scoreOf(rules, figures);
  const values = valuesFor(figures, scored);
  const { verdict, trace, ended, durations } = await runStages(rules, values, run, endedBefore);
  const answer = answerOf(verdict, scored);
  const { signalParts } = figures;
  const used = { ...values, contributions: scored.contributions, ...(signalParts && { signalParts }) };
  const circumstances = { fallbacks, ended };
  const fingerprint = fingerprintOf(rules, asOf, used, answer, trace, circumstances);
  return { answer, values: used, trace, circumstances, fingerprint, durations };
}

/** What the strategy is given, by the names that it uses. */
export function valuesFor(
  { eventCount, daysSinceLastEvent, indicators, attributes, signals }: DecisionFigures,
  { probability, score }: ScorecardResult,
) {
  const always = {
    eventCount,
    daysSinceLastEvent,
    probabilityOfBad: probability,
    score,
    indicators,
    attributes,
  };
  return signals ? { ...always, signals } : always;
}

export function scoreOf(
  { scorecard }: DecisionRules,
  { indicators, attributes, signals = {} }: DecisionFigures,
): ScorecardResult {
  return scorecard.score({
    ...indicators,
    ...named('attributes.', attributes),
    ...named('signals.', signals),
  });
}

function indicatorValues(
  { indicators }: DecisionRules,
  { events, asOf }: DecisionFacts,
): Record<string, number | null> {
  const figures = indicators.compute(events, asOf);
  return Object.fromEntries(indicators.names.map((name, place) => [name, figures[place] ?? null]));
}

/** By the names that the rules read; what is not there is missing. */
export function signalValues(
  { signals: names }: DecisionRules,
  { signals, signalParts = {} }: Pick<DecisionFacts, 'signals' | 'signalParts'>,
): Pick<DecisionFigures, 'signals' | 'signalParts'> {
  if (names.length === 0) return {};
  const parts = names.flatMap((name) => (signalParts[name] ? [[name, signalParts[name]] as const] : []));
  return {
    signals: Object.fromEntries(names.map((name) => [name, signals[name] ?? null])),
    ...(parts.length > 0 && { signalParts: Object.fromEntries(parts) }),
  };
}

/** The attributes that the model reads; a protected one is never among them, whatever the model asks for. */
export function permittedAttributes(
  rules: DecisionRules,
  { attributes }: Pick<DecisionFacts, 'attributes'>,
): DecisionFacts['attributes'] {
  const permitted = rules.attributes.filter((name) => !rules.protectedAttributes.has(name));
  return Object.fromEntries(permitted.map((name) => [name, attributes[name] ?? null]));
}

function daysSinceLast({ events, asOf }: DecisionFacts): number | null {
  const last = events.reduce<Instant | null>(
    (latest, { at }) => (latest === null || at > latest ? at : latest),
    null,
  );
  return last === null ? null : (toEpochMs(asOf) - toEpochMs(last)) / msPerDay;
}

function answerOf(verdict: Verdict, scored: ScorecardResult): MadeDecision['answer'] {
  if (verdict.outcome === 'APPROVE')
    return { outcome: 'APPROVE', reasons: [], limit: verdict.limit, dailyRate: verdict.dailyRate };
  const behindTheScore = verdict.reasons.includes('SCORE_BELOW_CUTOFF') ? adverseReasons(scored.adverse) : [];
  const codes = [...new Set([...verdict.reasons, ...behindTheScore])];
  return { outcome: 'DECLINE', reasons: codes.map(inWords), limit: null, dailyRate: null };
}

/** A code that the tenant's own strategy made up has no sentence of ours: the code itself is all that can be said. */
function inWords(code: string): DecisionReason {
  const sentence = Object.hasOwn(reasonCodes, code)
    ? reasonCodes[code as ReasonCode]
    : { en: code, zh: code };
  return { code, text: sentence.en, textZh: sentence.zh };
}

function named(prefix: string, values: DecisionFacts['attributes']): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function fingerprintOf(
  rules: DecisionRules,
  asOf: Instant,
  values: MadeDecision['values'],
  answer: MadeDecision['answer'],
  trace: MadeDecision['trace'],
  circumstances: Circumstances,
): string {
  const all = {
    strategy: rules.strategy.fingerprint,
    strategyId: rules.strategyId,
    modelId: rules.modelId,
    asOf,
    values,
    answer,
    trace,
    // Decisions of before there were pipelines have none of it, and are made again to the same digest.
    ...(rules.pipelineId !== null && { pipelineId: rules.pipelineId }),
    ...(!isOrdinary(circumstances) && { circumstances: inOrder(circumstances) }),
  };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

/** As text it is always the same, whatever the database makes of the order of keys. */
function inOrder({ fallbacks, ended }: Circumstances): unknown {
  return [
    fallbacks.map(({ source, use, decisionId }) => [source, use, decisionId]),
    ended && [ended.stage, ended.code],
  ];
}
