import { beyond } from './beyond-compiler.js';
import { ExpressionParser, isComparison } from './parse-expression.js';
import { arithmetics, type Operator, type Tree } from './tree.js';

const subject: Tree = { kind: 'name', name: '$' };

/**
 * Reads a test of one field, such as `> 5`, `[1..3]` or `"A", "B"`, into a whole condition on `$`. `and`, `or` and `,`
 * group from the left alike, as in the engine.
 */
export function parseTest(text: string): Tree {
  const parser = new ExpressionParser(text, true);
  let left = pair(parser);
  for (;;) {
    const operator = parser.take('and') ? 'and' : parser.take('or') || parser.take(',') ? 'or' : undefined;
    if (operator === undefined) return parser.end(left);
    left = { kind: 'binary', operator, left, right: pair(parser) };
  }
}

function pair(parser: ExpressionParser): Tree {
  const sign = parser.sign();
  if (sign !== undefined && isComparison(sign)) {
    parser.take(sign);
    return { kind: 'binary', operator: sign as Operator, left: subject, right: parser.expression(0, false) };
  }
  const tree = parser.expression(0, false);
  const meaning = meaningOf(tree);
  if (meaning === 'truth') return { kind: 'call', name: 'bool', values: [tree] };
  return { kind: 'binary', operator: meaning, left: subject, right: tree };
}

type Meaning = '==' | 'in' | 'truth';

/** What a test without an operator asks: to equal a value, to be among values, or whether a condition is true. */
function meaningOf(tree: Tree): Meaning {
  switch (tree.kind) {
    case 'list':
    case 'interval':
      return 'in';
    case 'item':
      return 'truth';
    case 'unary':
      return meaningOf(tree.operand);
    case 'group':
      return meaningOf(tree.inner);
    case 'choice':
      return common(meaningOf(tree.yes), meaningOf(tree.no));
    case 'binary':
      return arithmetics.has(tree.operator) ? common(meaningOf(tree.left), meaningOf(tree.right)) : 'truth';
    case 'call':
      return meaningOfCall(tree.name);
    default:
      return '==';
  }
}

function common(left: Meaning, right: Meaning): Meaning {
  return left === right ? left : '==';
}

const equals = new Set(
  'len upper lower trim abs sum avg min max floor ceil round trunc bool type count'.split(' '),
);
const truths = new Set(['contains', 'startsWith', 'endsWith', 'some', 'all', 'none', 'one']);

function meaningOfCall(name: string): Meaning {
  if (equals.has(name)) return '==';
  return truths.has(name) ? 'truth' : beyond(`a test by ${name}`);
}
