import { evaluateExpressionSync, evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import { engineMessage } from '../engine/engine-message.js';

/** Why the engine can not read an expression, or null where it can. */
export function expressionFault(expression: string): string | null {
  return syntaxFault(expression, () => evaluateExpressionSync(expression, {}));
}

/** As {@link expressionFault}, for a test of a field such as `> 5` or `"A", "B"`. */
export function testFault(expression: string): string | null {
  return syntaxFault(expression, () => evaluateUnaryExpressionSync(expression, { $: null }));
}

/**
 * The engine offers no parser alone, so the expression is evaluated on nothing: what fails while it is read is a
 * mistake in it, what fails while it runs is only the missing data.
 */
function syntaxFault(expression: string, evaluate: () => unknown): string | null {
  if (expression.trim() === '') return null;
  try {
    evaluate();
    return null;
  } catch (error) {
    const [, type, source] = /^\{"type":"(\w+)","source":"(.*)"\}$/.exec(engineMessage(error)) ?? [];
    return type === 'lexerError' || type === 'parserError' || type === 'compilerError'
      ? (source ?? type)
      : null;
  }
}
