import { emptyObject, isList, isObject, type Value, type ValueObject } from '../language/value.js';

/** Objects that are known to hold no null themselves: they can be handed on as they are. */
const clean = new WeakSet<ValueObject>();
const nothing: ValueObject = emptyObject();
clean.add(nothing);

/** What a node sees of what the nodes before it have made: their objects laid over one another. */
export function mergeAll(parts: readonly Value[]): Value {
  return parts.reduce<Value>((merged, part) => merge(merged, part), nothing);
}

/**
 * Lays `over` upon `base`: where both have an object they join, null removes, anything else replaces. A list takes the
 * place of everything, and a single value that is no object leaves the base as it was.
 */
export function merge(base: Value, over: Value): Value {
  if (isList(over)) return over;
  return isObject(over) ? patch(isObject(base) ? base : nothing, over) : base;
}

/** An object that gains nothing stays the same object: what is laid over itself does not lose its nulls. */
function patch(base: ValueObject, over: ValueObject): ValueObject {
  if (base === nothing && clean.has(over)) return over;
  let joined: Record<string, Value> | undefined;
  for (const key of Object.keys(over)) {
    const value = over[key] ?? null;
    const below = base[key] ?? null;
    const put = isObject(value) && isObject(below) && value !== below ? patch(below, value) : value;
    if (put === below && (put !== null || !(key in base))) continue;
    joined ??= Object.assign(emptyObject(), base);
    if (put === null) delete joined[key];
    else joined[key] = put;
  }
  if (!joined) return base;
  if (base === nothing || clean.has(base)) clean.add(joined);
  return joined;
}

/** Puts a value at `a.b.c`, making objects on the way; what stands in the way is replaced. */
export function place(into: Record<string, Value>, path: readonly string[], value: Value): void {
  let at = into;
  path.forEach((key, depth) => {
    if (depth === path.length - 1) {
      at[key] = value;
      return;
    }
    const below = at[key] ?? null;
    const copy: Record<string, Value> = isObject(below) ? Object.assign(emptyObject(), below) : emptyObject();
    at[key] = copy;
    at = copy;
  });
}
