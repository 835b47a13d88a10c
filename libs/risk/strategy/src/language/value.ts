import { isNumeric, type Numeric } from './decimal.js';

/** What an expression works on. Values are never changed once made, so that they can be shared. */
export type Value = null | boolean | string | Numeric | readonly Value[] | ValueObject;

/** An object without a prototype: what a strategy names is in the data or nowhere. */
export interface ValueObject {
  readonly [key: string]: Value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumeric(value);
}

/** Made by a constructor, because the machine keeps what `Object.create(null)` makes in a slow form. */
const Bare = function (this: object) {
  return this;
} as unknown as new () => Record<string, Value>;
Bare.prototype = Object.create(null);

export function emptyObject(): Record<string, Value> {
  return new Bare();
}

export function nameOfType(value: Value): string {
  if (value === null) return 'null';
  if (isNumeric(value)) return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return isList(value) ? 'array' : 'object';
}

/** Lists and objects equal nothing, not even themselves: so the language has it. Numbers have one form only. */
export function areEqual(left: Value, right: Value): boolean {
  if (left === right) return left === null || typeof left !== 'object' || isNumeric(left);
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return (
    isNumeric(left) && isNumeric(right) && left.mantissa === right.mantissa && left.scale === right.scale
  );
}
