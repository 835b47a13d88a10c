import { doubleOf, isNumeric } from '../language/decimal.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { emptyObject, isList, isObject, type Value, type ValueObject } from '../language/value.js';

/** An input as values of the language, without prototypes. The input has been checked and is a tree. */
export function adopt(input: unknown): Value {
  if (input === null || typeof input !== 'object') return input as Value;
  if (Array.isArray(input)) return input.map(adopt);
  const adopted = emptyObject();
  for (const [key, value] of Object.entries(input)) adopted[key] = adopt(value);
  return adopted;
}

/** Values that a strategy holds itself, already as they are answered: the same frozen object in every answer. */
const constants = new WeakMap<ValueObject, unknown>();

/** Says that a value is the same in every run, so that it is made plain once. */
export function constant(value: ValueObject): ValueObject {
  constants.set(value, Object.freeze(new PlainValues().of(value)));
  return value;
}

const magnitudeMax = 9.2e18;
/** Values in one answer, each place counted: shared parts, doubled often enough, would fill any memory as text. */
const heldMax = 5_000_000;

/** Values as the engine answers them: doubles, and keys in order. What one decision shows twice is made once. */
export class PlainValues {
  private readonly made = new Map<ValueObject, { readonly plain: unknown; readonly holds: number }>();
  private held = 0;

  /** Throws StrategyStop where there would be more than can be kept. */
  of(value: Value): unknown {
    this.hold(1);
    if (isNumeric(value)) return plainNumber(doubleOf(value));
    if (isList(value)) return value.map((member) => this.of(member));
    return isObject(value) ? this.object(value) : value;
  }

  private object(value: ValueObject): unknown {
    const known = this.made.get(value);
    if (known !== undefined) {
      this.hold(known.holds);
      return known.plain;
    }
    const always = constants.get(value);
    if (always !== undefined) return always;
    const before = this.held;
    const plain: Record<string, unknown> = {};
    for (const key of sortedKeys(value)) {
      const member = this.of(value[key] ?? null);
      if (key === '__proto__') Object.defineProperty(plain, key, { value: member, enumerable: true });
      else plain[key] = member;
    }
    this.made.set(value, { plain, holds: this.held - before });
    return plain;
  }

  private hold(more: number): void {
    this.held += more;
    if (this.held > heldMax) throw new StrategyStop('its answer holds too much');
  }
}

function plainNumber(value: number): number {
  if (Math.abs(value) > magnitudeMax) throw new StrategyStop('a number became too large');
  return value === 0 ? 0 : value;
}

/** Most objects of a strategy have few keys, and those often in order already. */
function sortedKeys(value: ValueObject): string[] {
  const keys = Object.keys(value);
  for (let place = 1; place < keys.length; place += 1) {
    if ((keys[place - 1] as string) > (keys[place] as string)) return keys.sort();
  }
  return keys;
}
