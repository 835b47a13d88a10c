import { Fault } from '@fanxing/kernel';
import type { Jdm, JdmDecisionTable } from '../jdm.js';
import { strategyLibrary, type LibraryStrategy } from './strategy-library.js';

/** A strategy of the library that a product uses, with the numbers that it sets itself. */
export interface StrategyPick {
  readonly id: string;
  readonly threshold?: number;
  readonly value?: number;
}

/**
 * A decision graph that runs the strategies that were picked. It reads `indicators` and answers `hits` (id, stage,
 * effect, reason, value of each that hit), `reasons` to decline, `limitMax` (null: not capped), `rateAdded` and
 * `warnings`. Fails with INPUT_INVALID for an id that is not there and a number out of its bounds.
 */
export function pickStrategies(picks: readonly StrategyPick[]): Jdm {
  const library = strategyLibrary();
  const rules = picks.map((pick, place) => {
    const strategy =
      library.get(pick.id) ?? refuse(`there is no strategy "${pick.id.slice(0, 200)}"`, `picks.${place}.id`);
    return ruleOf(strategy, pick, place);
  });
  const content: JdmDecisionTable = {
    hitPolicy: 'collect',
    inputs: [{ id: 'when', name: 'When' }],
    outputs: ['id', 'stage', 'effect', 'reason', 'value'].map((field) => ({ id: field, name: field, field })),
    rules,
    passThrough: false,
    outputPath: 'hits',
  };
  return {
    nodes: [
      { id: 'input', type: 'inputNode', name: 'Figures' },
      { id: 'strategies', type: 'decisionTableNode', name: 'Strategies', content },
      { id: 'answer', type: 'expressionNode', name: 'Answer', content: answer },
      { id: 'output', type: 'outputNode', name: 'Answer of the strategies' },
    ],
    edges: [
      { id: 'input-strategies', sourceId: 'input', targetId: 'strategies' },
      { id: 'strategies-answer', sourceId: 'strategies', targetId: 'answer' },
      { id: 'answer-output', sourceId: 'answer', targetId: 'output' },
    ],
  };
}

const answer = {
  expressions: [
    ['hits', 'hits'],
    ['reasons', 'map(filter(hits, #.effect == "decline"), #.reason)'],
    ['caps', 'map(filter(hits, #.effect == "cap-limit"), #.value)'],
    ['limitMax', 'len($.caps) == 0 ? null : min($.caps)'],
    ['rateAdded', 'sum(map(filter(hits, #.effect == "add-to-rate"), #.value))'],
    ['warnings', 'map(filter(hits, #.effect == "warn"), #.reason)'],
  ].map(([key, value]) => ({ id: key, key, value })),
  passThrough: false,
};

function ruleOf(strategy: LibraryStrategy, pick: StrategyPick, place: number): Record<string, string> {
  const { id, stage, effect, reason, en } = strategy;
  const threshold = numberOf(strategy, pick, 'threshold', place);
  const [figure = '', other] = strategy.indicators.map((name) => `indicators[${JSON.stringify(name)}]`);
  const bound = other === undefined ? threshold : `${threshold} * ${other}`;
  const compared = `${figure} ${strategy.hits === 'below' ? '<' : '>'} ${bound}`;
  const isThere = [figure, ...(other === undefined ? [] : [other])]
    .map((name) => `${name} != null`)
    .join(' and ');
  const isMissing = isThere.replaceAll('!=', '==').replaceAll(' and ', ' or ');
  return {
    _id: id,
    _description: en,
    when: strategy.missingHits ? `${isMissing} or ${compared}` : `${isThere} and ${compared}`,
    id: JSON.stringify(id),
    stage: JSON.stringify(stage),
    effect: JSON.stringify(effect),
    reason: JSON.stringify(reason),
    value: valueOf(strategy, pick, place, figure),
  };
}

function valueOf(strategy: LibraryStrategy, pick: StrategyPick, place: number, figure: string): string {
  if (!strategy.parameters.some(({ name }) => name === 'value')) return 'null';
  const value = numberOf(strategy, pick, 'value', place);
  return strategy.effect === 'cap-limit' ? `${figure} * ${value}` : value;
}

/** A parameter as the language writes it, without an exponent. */
function numberOf(
  { id, parameters }: LibraryStrategy,
  pick: StrategyPick,
  name: 'threshold' | 'value',
  place: number,
): string {
  const parameter = parameters.find((known) => known.name === name);
  if (!parameter) throw new Error(`the strategy ${id} has no ${name}`);
  const number = pick[name] ?? parameter.initial;
  if (!(number >= parameter.minimum && number <= parameter.maximum)) {
    refuse(
      `${number} is not between ${parameter.minimum} and ${parameter.maximum}`,
      `picks.${place}.${name}`,
    );
  }
  const text = number.toFixed(8).replace(/\.?0+$/, '');
  return text.startsWith('-') ? `(${text})` : text;
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
