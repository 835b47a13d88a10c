import { add, divide, negate, roundWhole, type Rounding } from './arithmetic.js';
import { compareNumeric, isNumeric, type Numeric } from './decimal.js';
import { StrategyStop } from './strategy-stop.js';
import { areEqual, isList, nameOfType, type Value } from './value.js';

/** The functions that are compiled, with how many values each takes; the others are left to the engine. */
export const functions: Readonly<
  Record<string, { readonly count: number; run(values: readonly Value[]): Value }>
> = {
  len: { count: 1, run: ([value]) => lengthOf(value ?? null) },
  upper: { count: 1, run: ([value]) => text('upper', value).toUpperCase() },
  lower: { count: 1, run: ([value]) => text('lower', value).toLowerCase() },
  trim: {
    count: 1,
    run: ([value]) => text('trim', value).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, ''),
  },
  startsWith: {
    count: 2,
    run: ([all, part]) => text('startsWith', all).startsWith(text('startsWith', part)),
  },
  endsWith: { count: 2, run: ([all, part]) => text('endsWith', all).endsWith(text('endsWith', part)) },
  contains: { count: 2, run: ([all, part]) => contains(all ?? null, part ?? null) },
  abs: {
    count: 1,
    run: ([value]) => {
      const size = number('abs', value);
      return compareNumeric(size, 0) < 0 ? negate(size) : size;
    },
  },
  floor: rounding('floor', 'down'),
  ceil: rounding('ceil', 'up'),
  round: rounding('round', 'nearest'),
  trunc: rounding('trunc', 'toward zero'),
  sum: { count: 1, run: ([value]) => numbers('sum', value).reduce(add, 0) },
  avg: {
    count: 1,
    run: ([value]) => {
      const all = some('avg', value);
      return divide(all.reduce(add, 0), all.length);
    },
  },
  min: {
    count: 1,
    run: ([value]) => some('min', value).reduce((a, b) => (compareNumeric(b, a) < 0 ? b : a)),
  },
  max: {
    count: 1,
    run: ([value]) => some('max', value).reduce((a, b) => (compareNumeric(b, a) > 0 ? b : a)),
  },
  bool: { count: 1, run: ([value]) => truthOf(value ?? null) },
  type: { count: 1, run: ([value]) => nameOfType(value ?? null) },
};

function rounding(name: string, way: Rounding): { count: number; run(values: readonly Value[]): Value } {
  return { count: 1, run: ([value]) => roundWhole(number(name, value), way) };
}

/** A text is as long as its UTF-8 bytes, as the engine counts. */
function lengthOf(value: Value): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return isList(value) ? value.length : misfit('len', value);
}

function contains(all: Value, part: Value): boolean {
  if (typeof all === 'string' && typeof part === 'string') return all.includes(part);
  return isList(all) ? all.some((member) => areEqual(member, part)) : misfit('contains', all);
}

export function truthOf(value: Value): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  if (isNumeric(value)) return value !== 0;
  if (typeof value !== 'string') return true;
  const word = value.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
  return word === 'true' || (word !== 'false' && value === '');
}

function text(name: string, value: Value | undefined): string {
  return typeof value === 'string' ? value : misfit(name, value);
}

function number(name: string, value: Value | undefined): Numeric {
  return isNumeric(value) ? value : misfit(name, value);
}

function numbers(name: string, value: Value | undefined): readonly Numeric[] {
  return value !== undefined && isList(value) && value.every(isNumeric) ? value : misfit(name, value);
}

function some(name: string, value: Value | undefined): readonly Numeric[] {
  const all = numbers(name, value);
  return all.length > 0 ? all : misfit(name, value);
}

function misfit(name: string, value: Value | undefined): never {
  throw new StrategyStop(`${name} can not take ${nameOfType(value ?? null)}`);
}
