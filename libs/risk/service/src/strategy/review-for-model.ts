import { Fault } from '@fanxing/kernel';
import { parseIndicator } from '@fanxing/risk-indicators';
import {
  isWarning,
  lendingInputs,
  reviewStrategy,
  type Jdm,
  type StrategyInputs,
  type StrategyProblem,
} from '@fanxing/risk-strategy';
import type { Scorecard } from '@fanxing/risk-models';
import type { StrategyWarning } from '../generated/schema.js';
import { attributeOf } from '../model/characteristic.js';
import type { ModelRow } from '../model/model.store.js';
import { isSignal } from '../signal/signal-catalogue.js';

const keptMax = 100;

/**
 * What a strategy that runs would not do as it says, or perhaps not as it was meant, at most 100 of it. It is given every
 * indicator and signal that it names, and the attributes that its model reads but for protected ones: any other is always missing.
 */
export function reviewForModel(strategy: Jdm, attributes: readonly string[]): StrategyProblem[] {
  return reviewStrategy(strategy, inputsBeside(attributes)).slice(0, keptMax);
}

export function inputsBeside(attributes: readonly string[]): StrategyInputs {
  return lendingInputs(isIndicator, (name) => attributes.includes(name), isSignal);
}

/** The attributes that a strategy beside a model is given. */
export function attributesBeside({ content, protectedAttributes }: ModelRow): string[] {
  return (content as Scorecard).characteristics
    .flatMap(({ name }) => attributeOf(name) ?? [])
    .filter((name) => !protectedAttributes.includes(name));
}

export function isIndicator(name: string): boolean {
  try {
    parseIndicator(name);
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

/** Answers the review's warnings. Fails with STRATEGY_INVALID at the place of the first mistake, which it names. */
export function mustDoWhatItSays(strategy: Jdm, model: ModelRow, path: string): StrategyProblem[] {
  return refuseMistakes(strategy, reviewForModel(strategy, attributesBeside(model)), path);
}

/** The same for what a review found already. */
export function refuseMistakes(
  strategy: Jdm,
  found: readonly StrategyProblem[],
  path: string,
): StrategyProblem[] {
  const mistakes = found.filter((problem) => !isWarning(problem));
  const [first] = mistakes;
  if (!first) return found.slice(0, keptMax);
  const more = mistakes.length > 1 ? ` (and ${mistakes.length - 1} more)` : '';
  const problem = `node ${first.node}: ${first.message.replace(/\.$/, '')}${more}`;
  throw new Fault('STRATEGY_INVALID', { problem }, `${path}.${placeOf(strategy, first)}`);
}

/** Where a problem stands in the document, such as `nodes.2.content.rules.0`. */
function placeOf({ nodes }: Jdm, { node, row }: StrategyProblem): string {
  const place = `nodes.${nodes.findIndex(({ id }) => id === node)}`;
  return row === undefined ? place : `${place}.content.rules.${row - 1}`;
}

export function warningView(problem: StrategyProblem): StrategyWarning {
  const { code, node, row = null, column = null, message, messageZh } = problem;
  return { code, node, row, column, text: message, textZh: messageZh };
}
