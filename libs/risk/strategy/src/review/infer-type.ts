import type { Tree } from '../language/tree.js';

export type Kind = 'number' | 'text' | 'truth' | 'null' | 'list' | 'object' | 'unknown';

/** What a name stands for, by its path: `score`, `indicators.payments`; undefined where nothing is known of it. */
export type KindOf = (path: readonly (string | number)[]) => Kind | undefined;

export interface TypeFault {
  readonly what: 'unknown name' | 'misfit';
  readonly text: string;
}

/** The kind of an expression's value, and on the way whatever in it is unknown or can never fit. */
export function inferKind(tree: Tree, kindOf: KindOf, found: TypeFault[]): Kind {
  const infer = (inner: Tree): Kind => inferKind(inner, kindOf, found);
  switch (tree.kind) {
    case 'constant':
      return kindOfConstant(tree.value);
    case 'group':
      return infer(tree.inner);
    case 'name':
    case 'member':
      return kindOfPath(tree, kindOf, found);
    case 'item':
      return 'unknown';
    case 'list':
      tree.members.forEach(infer);
      return 'list';
    case 'object':
      tree.entries.forEach(([, value]) => infer(value));
      return 'object';
    case 'interval':
      [tree.low, tree.high].forEach((end) => fits('number', infer(end), '..', found));
      return 'list';
    case 'unary':
      fits(tree.operator === 'not' ? 'truth' : 'number', infer(tree.operand), tree.operator, found);
      return tree.operator === 'not' ? 'truth' : 'number';
    case 'choice':
      fits('truth', infer(tree.condition), '?', found);
      return common(infer(tree.yes), infer(tree.no));
    case 'call':
      tree.values.forEach(infer);
      return results[tree.name] ?? 'unknown';
    case 'binary':
      return kindOfBinary(tree.operator, infer(tree.left), infer(tree.right), found);
  }
}

function kindOfConstant(value: (Tree & { kind: 'constant' })['value']): Kind {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  return typeof value === 'boolean' ? 'truth' : 'number';
}

function kindOfPath(tree: Tree, kindOf: KindOf, found: TypeFault[]): Kind {
  const path: (string | number)[] = [];
  let at = tree;
  while (at.kind === 'member') {
    path.unshift(at.key);
    at = at.of;
  }
  if (at.kind !== 'name') return 'unknown';
  if (at.name !== '$root') path.unshift(at.name);
  const kind = kindOf(path);
  if (kind !== undefined) return kind;
  found.push({ what: 'unknown name', text: path.join('.') });
  return 'unknown';
}

function kindOfBinary(operator: string, left: Kind, right: Kind, found: TypeFault[]): Kind {
  switch (operator) {
    case '==':
    case '!=':
      if (isSure(left) && isSure(right) && left !== right) {
        found.push({ what: 'misfit', text: `a ${left} is never equal to a ${right}` });
      }
      return 'truth';
    case 'in':
    case 'not in':
      if (isSure(right) && right !== 'list' && right !== 'object') fits('list', right, operator, found);
      return 'truth';
    case 'and':
    case 'or':
      fits('truth', left, operator, found);
      return common('truth', right);
    case '??':
      return common(left, right);
    case '+':
      if (left === 'text' || right === 'text') {
        [left, right].forEach((side) => fits('text', side, '+', found));
        return 'text';
      }
      [left, right].forEach((side) => fits('number', side, '+', found));
      return left === 'number' || right === 'number' ? 'number' : 'unknown';
    default:
      [left, right].forEach((side) => fits('number', side, operator, found));
      return ['<', '<=', '>', '>='].includes(operator) ? 'truth' : 'number';
  }
}

function fits(wanted: Kind, given: Kind, sign: string, found: TypeFault[]): void {
  if (given === wanted || given === 'unknown') return;
  found.push({ what: 'misfit', text: `"${sign}" needs a ${wanted} and is given a ${given}` });
}

function isSure(kind: Kind): boolean {
  return kind !== 'unknown' && kind !== 'null';
}

function common(left: Kind, right: Kind): Kind {
  return left === right ? left : 'unknown';
}

const results: Readonly<Record<string, Kind>> = Object.fromEntries([
  ...'len abs sum avg min max floor ceil round trunc count'
    .split(' ')
    .map((name) => [name, 'number'] as const),
  ...'upper lower trim type'.split(' ').map((name) => [name, 'text'] as const),
  ...'contains startsWith endsWith some all none one bool'.split(' ').map((name) => [name, 'truth'] as const),
  ...'filter map'.split(' ').map((name) => [name, 'list'] as const),
]);
