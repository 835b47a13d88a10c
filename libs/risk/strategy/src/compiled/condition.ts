import { isNumeric } from '../language/decimal.js';
import type { Tree } from '../language/tree.js';

/** A test of one field that needs no expression: a closed interval of doubles, or one text. */
export type SimpleTest =
  | { readonly kind: 'interval'; readonly low: number; readonly high: number }
  | { readonly kind: 'text'; readonly text: string };

/** Reads a test on `$` as a simple one, where it is. */
export function simpleTestOf(tree: Tree): SimpleTest | undefined {
  if (tree.kind === 'group') return simpleTestOf(tree.inner);
  if (tree.kind === 'call' && tree.name === 'bool' && tree.values[0]) return simpleTestOf(tree.values[0]);
  if (tree.kind !== 'binary') return undefined;
  if (tree.operator === 'and') return both(simpleTestOf(tree.left), simpleTestOf(tree.right));
  if (tree.left.kind !== 'name' || tree.left.name !== '$') return undefined;
  if (tree.operator === 'in' && tree.right.kind === 'interval') return intervalOf(tree.right);
  const value = constantOf(tree.right);
  if (typeof value === 'string') return tree.operator === '==' ? { kind: 'text', text: value } : undefined;
  if (typeof value !== 'number') return undefined;
  switch (tree.operator) {
    case '==':
      return interval(value, value);
    case '<':
      return interval(-Infinity, below(value));
    case '<=':
      return interval(-Infinity, value);
    case '>':
      return interval(above(value), Infinity);
    case '>=':
      return interval(value, Infinity);
    default:
      return undefined;
  }
}

function intervalOf({ low, high, open, close }: Tree & { kind: 'interval' }): SimpleTest | undefined {
  const [from, to] = [constantOf(low), constantOf(high)];
  if (typeof from !== 'number' || typeof to !== 'number') return undefined;
  return interval(open === '[' ? from : above(from), close === ']' ? to : below(to));
}

function both(left: SimpleTest | undefined, right: SimpleTest | undefined): SimpleTest | undefined {
  if (left?.kind !== 'interval' || right?.kind !== 'interval') return undefined;
  return interval(Math.max(left.low, right.low), Math.min(left.high, right.high));
}

function interval(low: number, high: number): SimpleTest {
  return { kind: 'interval', low, high };
}

/** A number or text that is written out; a number with more digits than a double has is none. */
export function constantOf(tree: Tree): string | number | undefined {
  if (tree.kind === 'group') return constantOf(tree.inner);
  if (tree.kind === 'constant') {
    const { value } = tree;
    return typeof value === 'string' || (isNumeric(value) && typeof value === 'number') ? value : undefined;
  }
  if (tree.kind !== 'unary' || tree.operator === 'not') return undefined;
  const value = constantOf(tree.operand);
  return typeof value === 'number' ? (tree.operator === '-' ? 0 - value : value) : undefined;
}

const view = new DataView(new ArrayBuffer(8));

/** The next double, so that "more than" becomes "at least" and one comparison does for both. */
function above(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

function below(value: number): number {
  return -above(-value);
}
