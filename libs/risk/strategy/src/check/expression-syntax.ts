import { evaluateExpressionSync, evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import { engineMessage } from '../engine/engine-message.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { parseExpression } from '../language/parse-expression.js';
import { parseTest } from '../language/parse-test.js';

/** Why nobody can read an expression, or null where it can be read. */
export function expressionFault(expression: string): string | null {
  if (expression.trim() === '') return null;
  if (isRead(() => parseExpression(expression))) return null;
  return syntaxFault(expression, () => evaluateExpressionSync(expression, {}));
}

/** As {@link expressionFault}, for a test of a field such as `> 5` or `"A", "B"`. */
export function testFault(expression: string): string | null {
  if (expression.trim() === '') return null;
  if (isRead(() => parseTest(expression))) return null;
  return syntaxFault(expression, () => evaluateUnaryExpressionSync(expression, { $: null }));
}

function isRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof BeyondCompiler) return false;
    throw error;
  }
}

/**
 * What the compiler does not read, the engine may. It offers no parser alone, so the expression is evaluated on
 * nothing: what fails while it is read is a mistake in it, what fails while it runs is only the missing data.
 */
function syntaxFault(expression: string, evaluate: () => unknown): string | null {
  const danger = engineDanger(expression);
  if (danger !== null) return danger;
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

const digitsMax = 15;

/**
 * The engine ends the whole process, and every tenant's with it, on a remainder by zero and on a number that does not
 * fit; and nothing stops it in a long loop. What it alone can run must be free of all three.
 */
export function engineDanger(expression: string): string | null {
  const code = expression.replace(/"[^"]*"|'[^']*'/g, '""');
  if (code.length > 5_000) return 'it is longer than 5,000 signs';
  if (/[%^]/.test(code)) return 'a remainder or a power beside what only the engine reads';
  if (/[*]/.test(code)) return 'a product beside what only the engine reads';
  if (code.includes('..') && code.includes('#')) return 'a loop over an interval';
  const digits = code.match(/\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? [];
  const isLong = digits.some((number) => number.replace(/\D/g, '').length > digitsMax || /[eE]/.test(number));
  return isLong ? `a number with more than ${digitsMax} digits` : null;
}
