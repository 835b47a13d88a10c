import { add, divide, multiply, remainder, subtract } from './arithmetic.js';
import { beyond } from './beyond-compiler.js';
import { compareNumeric, isNumeric, type Numeric } from './decimal.js';
import { StrategyStop } from './strategy-stop.js';
import type { Operator } from './tree.js';
import { areEqual, isList, isObject, nameOfType, type Value } from './value.js';

const textMax = 100_000;

/** What an operator makes of two values. A comparison of what can not be compared stops the expression. */
export function operation(operator: Operator): (left: Value, right: Value) => Value {
  switch (operator) {
    case '==':
      return areEqual;
    case '!=':
      return (left, right) => !areEqual(left, right);
    case 'in':
      return isIn;
    case 'not in':
      return (left, right) => !isIn(left, right);
    case '<':
      return (left, right) => compare('<', left, right) < 0;
    case '<=':
      return (left, right) => compare('<=', left, right) <= 0;
    case '>':
      return (left, right) => compare('>', left, right) > 0;
    case '>=':
      return (left, right) => compare('>=', left, right) >= 0;
    case '+':
      return plus;
    case '-':
      return arithmetic('-', subtract);
    case '*':
      return arithmetic('*', multiply);
    case '/':
      return arithmetic('/', divide);
    case '%':
      return arithmetic('%', remainder);
    default:
      return beyond(`the operator ${operator}`);
  }
}

function arithmetic(
  sign: string,
  work: (left: Numeric, right: Numeric) => Numeric | null,
): (left: Value, right: Value) => Value {
  return (left, right) =>
    isNumeric(left) && isNumeric(right) ? work(left, right) : misfit(sign, left, right);
}

function plus(left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) return add(left, right);
  if (typeof left !== 'string' || typeof right !== 'string') return misfit('+', left, right);
  if (left.length + right.length > textMax) throw new StrategyStop('a text became too long');
  return left + right;
}

function compare(sign: string, left: Value, right: Value): number {
  return isNumeric(left) && isNumeric(right) ? compareNumeric(left, right) : misfit(sign, left, right);
}

function isIn(left: Value, right: Value): boolean {
  if (isList(right) && (left === null || typeof left !== 'object' || isNumeric(left))) {
    return right.some((member) => areEqual(left, member));
  }
  if (typeof left === 'string' && isObject(right)) return left in right;
  return misfit('in', left, right);
}

export function misfit(sign: string, left: Value, right: Value): never {
  throw new StrategyStop(`"${sign}" can not join ${nameOfType(left)} and ${nameOfType(right)}`);
}
