import { setImmediate } from 'node:timers/promises';
import { Fault, type Instant } from '@fanxing/kernel';
import type { Scorecard } from '@fanxing/risk-models';
import {
  candidateValues,
  smallestChanges,
  thresholdsOf,
  type Attempt,
  type FigureChange,
  type FigureDomain,
  type Jdm,
  type Movable,
} from '@fanxing/risk-strategy';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { DecisionRules } from '../decision/decision-rules.js';
import { inItsOwnTime, runStages } from '../decision/run-stages.js';
import {
  decideOn,
  scoreOf,
  valuesFor,
  type DecisionFigures,
  type MadeDecision,
} from '../decision/make-decision.js';
import { domainOfIndicator, domainsOfAll } from './actionable-figures.js';

/** What decided, with what it was made from. */
export interface DecidedBy {
  readonly rules: DecisionRules;
  /** Those that decided, in their order. */
  readonly strategies: readonly Jdm[];
  readonly scorecard: Scorecard;
  readonly asOf: Instant;
  /** The category of the events that an indicator reads. */
  readonly categoryOf: (indicator: string) => DataCategory | undefined;
}

export interface Counterfactuals {
  readonly found: readonly {
    readonly changes: readonly FigureChange[];
    readonly answer: MadeDecision['answer'];
  }[];
  readonly complete: boolean;
}

const indicatorPrefix = 'indicators.';
/** Other requests get their turn after so many attempts. */
const attemptsAtATime = 50;

/**
 * The smallest changes of what a borrower can influence that would approve what was declined (see `smallestChanges`).
 * Attributes are never changed: the platform can not tell which of them a person could change, and some are protected.
 */
export async function findCounterfactuals(by: DecidedBy, figures: DecisionFigures): Promise<Counterfactuals> {
  let attempts = 0;
  const { found, complete } = await smallestChanges(movablesOf(by, figures), async (changes) => {
    attempts += 1;
    if (attempts % attemptsAtATime === 0) await setImmediate();
    return attempt(by.rules, changedBy(figures, changes));
  });
  const told = [];
  for (const changes of found) {
    const { answer } = await decideOn(by.rules, by.asOf, changedBy(figures, changes));
    told.push({ changes, answer });
  }
  return { found: told, complete };
}

function movablesOf({ strategies, scorecard, categoryOf }: DecidedBy, figures: DecisionFigures): Movable[] {
  const { eventCount, daysSinceLastEvent, indicators } = figures;
  const known = strategies.map((strategy) =>
    thresholdsOf(strategy, ([first, second]) =>
      first === 'indicators' ? (indicators[String(second)] ?? null) : null,
    ),
  );
  const movable = (
    name: string,
    from: number | null,
    domain: FigureDomain,
    edges: readonly number[],
  ): Movable => ({
    name,
    from,
    candidates: candidateValues(
      { thresholds: known.flatMap((thresholds) => [...(thresholds.get(name) ?? [])]), edges },
      from,
      domain,
    ),
  });
  const always = domainsOfAll(eventCount ?? 0, daysSinceLastEvent);
  return [
    movable('eventCount', eventCount, always.eventCount, []),
    movable('daysSinceLastEvent', daysSinceLastEvent, always.daysSinceLastEvent, []),
    ...Object.entries(indicators).flatMap(([name, from]) => {
      const domain = domainOfIndicator(name, from, categoryOf(name));
      return domain ? [movable(indicatorPrefix + name, from, domain, edgesOf(scorecard, name))] : [];
    }),
  ];
}

/** Where the model's bins of an indicator begin. */
function edgesOf({ characteristics }: Scorecard, indicator: string): number[] {
  const bins = characteristics.find(({ name }) => name === indicator)?.bins ?? [];
  return bins.flatMap(({ match }) => (match.kind === 'range' && match.from !== null ? [match.from] : []));
}

function changedBy(figures: DecisionFigures, changes: readonly FigureChange[]): DecisionFigures {
  const changed: { -readonly [Name in keyof DecisionFigures]: DecisionFigures[Name] } = { ...figures };
  for (const { name, to } of changes) {
    if (name === 'eventCount' || name === 'daysSinceLastEvent') changed[name] = to;
    else changed.indicators = { ...changed.indicators, [name.slice(indicatorPrefix.length)]: to };
  }
  return changed;
}

/** How far from an approval: each reason left is further than any probability. */
async function attempt(rules: DecisionRules, figures: DecisionFigures): Promise<Attempt> {
  const scored = scoreOf(rules, figures);
  try {
    const { verdict } = await runStages(rules, valuesFor(figures, scored), inItsOwnTime, null, false);
    if (verdict.outcome === 'APPROVE') return { turned: true, distance: 0 };
    return { turned: false, distance: verdict.reasons.length + scored.probability };
  } catch (error) {
    // A strategy that comes to no answer on these figures approves nobody on them.
    if (error instanceof Fault && error.reason === 'STRATEGY_INVALID')
      return { turned: false, distance: Infinity };
    throw error;
  }
}
