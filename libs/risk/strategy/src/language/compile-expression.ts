import { negate } from './arithmetic.js';
import { beyond } from './beyond-compiler.js';
import { compareNumeric, isNumeric } from './decimal.js';
import { functions } from './functions.js';
import { misfit, operation } from './operators.js';
import { takeTurn, type RunLimits } from './run-limits.js';
import { StrategyStop } from './strategy-stop.js';
import type { Tree } from './tree.js';
import { emptyObject, isList, isObject, nameOfType, type Value, type ValueObject } from './value.js';

/** What an expression can see while it runs. */
export interface Scope {
  readonly data: ValueObject;
  /** `$`: the field that a test is about, or what the expressions before this one have made. */
  subject: Value;
  /** `#`. */
  item: Value;
  readonly limits: RunLimits;
}

export type Expression = (scope: Scope) => Value;

/** What `$` is where the expression stands: the field of a test, the results so far, or nothing that is compiled. */
export type Place = 'test' | 'results' | 'condition';

/**
 * Turns what was read into functions of ours that call one another: nothing that a person wrote becomes code. Throws
 * BeyondCompiler where the engine must run it, and StrategyStop at run time where it has no answer.
 */
export function compileExpression(tree: Tree, place: Place): Expression {
  switch (tree.kind) {
    case 'constant': {
      const { value } = tree;
      return () => value;
    }
    case 'group':
      return compileExpression(tree.inner, place);
    case 'name':
      return compileName(tree.name, place);
    case 'item':
      return (scope) => scope.item;
    case 'member':
      return compileMember(tree, place);
    case 'list': {
      const members = tree.members.map((member) => compileExpression(member, place));
      return (scope) => members.map((member) => member(scope));
    }
    case 'object':
      return compileObject(tree, place);
    case 'interval':
      return beyond('an interval as a value');
    case 'unary':
      return compileUnary(tree, place);
    case 'binary':
      return compileBinary(tree, place);
    case 'choice':
      return compileChoice(tree, place);
    case 'call':
      return compileCall(tree, place);
  }
}

function compileName(name: string, place: Place): Expression {
  if (name === '$') return place === 'test' ? (scope) => scope.subject : beyond('$ as a whole');
  if (name.startsWith('$')) return beyond(name);
  return (scope) => scope.data[name] ?? null;
}

function compileMember({ of, key }: Tree & { kind: 'member' }, place: Place): Expression {
  const base = ownerOf(of, place);
  if (typeof key === 'number') {
    return (scope) => {
      const owner = base(scope);
      return isList(owner) ? (owner[key] ?? null) : null;
    };
  }
  return (scope) => {
    const owner = base(scope);
    return isObject(owner) ? (owner[key] ?? null) : null;
  };
}

function ownerOf(of: Tree, place: Place): Expression {
  if (of.kind !== 'name') return compileExpression(of, place);
  if (of.name === '$root') return (scope) => scope.data;
  if (of.name === '$' && place === 'results') return (scope) => scope.subject;
  return compileName(of.name, place);
}

function compileObject({ entries }: Tree & { kind: 'object' }, place: Place): Expression {
  const parts = entries.map(([key, tree]) => [key, compileExpression(tree, place)] as const);
  return (scope) => {
    const made = emptyObject();
    for (const [key, part] of parts) made[key] = part(scope);
    return made;
  };
}

function compileUnary({ operator, operand }: Tree & { kind: 'unary' }, place: Place): Expression {
  const inner = compileExpression(operand, place);
  if (operator === '+') return inner;
  if (operator === 'not') return (scope) => !truth('not', inner(scope));
  return (scope) => {
    const value = inner(scope);
    return isNumeric(value) ? negate(value) : misfit('-', null, value);
  };
}

function compileBinary(tree: Tree & { kind: 'binary' }, place: Place): Expression {
  const left = compileExpression(tree.left, place);
  if ((tree.operator === 'in' || tree.operator === 'not in') && tree.right.kind === 'interval') {
    return compileWithin(left, tree.right, tree.operator === 'in', place);
  }
  const right = compileExpression(tree.right, place);
  if (tree.operator === 'and') return (scope) => (truth('and', left(scope)) ? right(scope) : false);
  if (tree.operator === 'or') return (scope) => (truth('or', left(scope)) ? true : right(scope));
  if (tree.operator === '??') return (scope) => left(scope) ?? right(scope);
  const work = operation(tree.operator);
  return (scope) => work(left(scope), right(scope));
}

function compileWithin(
  left: Expression,
  { low, high, open, close }: Tree & { kind: 'interval' },
  isWithin: boolean,
  place: Place,
): Expression {
  const [least, most] = [compileExpression(low, place), compileExpression(high, place)];
  const [lowest, highest] = [open === '[' ? 0 : 1, close === ']' ? 0 : -1];
  return (scope) => {
    const [value, from, to] = [left(scope), least(scope), most(scope)];
    if (!isNumeric(from) || !isNumeric(to)) return misfit('..', from, to);
    if (!isNumeric(value)) return misfit('in', value, from);
    return (compareNumeric(value, from) >= lowest && compareNumeric(value, to) <= highest) === isWithin;
  };
}

function compileChoice({ condition, yes, no }: Tree & { kind: 'choice' }, place: Place): Expression {
  const test = compileExpression(condition, place);
  const [first, second] = [compileExpression(yes, place), compileExpression(no, place)];
  return (scope) => (truth('?', test(scope)) ? first(scope) : second(scope));
}

function compileCall({ name, values }: Tree & { kind: 'call' }, place: Place): Expression {
  const [list, body] = values;
  if (Object.hasOwn(loops, name) && list && body && values.length === 2) {
    return compileLoop(name as LoopName, compileExpression(list, place), compileExpression(body, place));
  }
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!known || known.count !== values.length) return beyond(`the function ${name}`);
  const given = values.map((value) => compileExpression(value, place));
  const [only] = given;
  if (given.length === 1 && only) return (scope) => known.run([only(scope)]);
  return (scope) => known.run(given.map((value) => value(scope)));
}

const loops = {
  filter: (all: readonly Value[], test: (item: Value) => Value): Value =>
    all.filter((item) => truth('filter', test(item))),
  map: (all: readonly Value[], body: (item: Value) => Value): Value => all.map(body),
  some: (all: readonly Value[], test: (item: Value) => Value): Value =>
    all.some((item) => truth('some', test(item))),
  all: (all: readonly Value[], test: (item: Value) => Value): Value =>
    all.every((item) => truth('all', test(item))),
  none: (all: readonly Value[], test: (item: Value) => Value): Value =>
    !all.some((item) => truth('none', test(item))),
  one: (all: readonly Value[], test: (item: Value) => Value): Value =>
    all.filter((item) => truth('one', test(item))).length === 1,
  count: (all: readonly Value[], test: (item: Value) => Value): Value =>
    all.filter((item) => truth('count', test(item))).length,
};

type LoopName = keyof typeof loops;

function compileLoop(name: LoopName, list: Expression, body: Expression): Expression {
  const run = loops[name];
  return (scope) => {
    const all = list(scope);
    if (!isList(all)) throw new StrategyStop(`${name} can not go through ${nameOfType(all)}`);
    const outer = scope.item;
    const answer = run(all, (item) => {
      takeTurn(scope.limits);
      scope.item = item;
      return body(scope);
    });
    scope.item = outer;
    return answer;
  };
}

function truth(sign: string, value: Value): boolean {
  return typeof value === 'boolean' ? value : misfit(sign, value, value);
}
