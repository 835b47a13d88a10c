import { Fault } from '@fanxing/kernel';

/**
 * A copy of an input that the native engine can take. It counts in decimals of 28 places and hangs on a number
 * with more, so that numbers very near to zero keep 20 places; what has no decimal value at all is refused with
 * INPUT_INVALID rather than decided upon.
 */
export function plainInput(
  input: Readonly<Record<string, unknown>>,
  magnitudeMax: number = magnitudes.compiled,
): Record<string, unknown> {
  return plainRecord(input, '', 0, magnitudeMax);
}

/**
 * No figure of a loan comes near. The engine ends the whole process on a sum that no 64-bit integer holds, so what it
 * runs is given smaller numbers than what is compiled.
 */
export const magnitudes = { compiled: 9e18, engine: 1e15 };

const depthMax = 20;
/** Below this a double's 17 digits can reach past the places that the engine has. */
const tiny = 1e-5;

function plainRecord(
  record: object,
  path: string,
  depth: number,
  magnitudeMax: number,
): Record<string, unknown> {
  if (depth > depthMax) refuse(path, `is nested more than ${depthMax} levels deep`);
  const entries = Object.entries(record as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        [key, plainValue(value, path === '' ? key : `${path}.${key}`, depth + 1, magnitudeMax)] as const,
    );
  return Object.fromEntries(entries);
}

function plainValue(value: unknown, path: string, depth: number, magnitudeMax: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return plainNumber(value, path, magnitudeMax);
  if (Array.isArray(value))
    return value.map((item, place) => plainValue(item ?? null, `${path}.${place}`, depth + 1, magnitudeMax));
  if (typeof value === 'object' && isPlain(value)) return plainRecord(value, path, depth, magnitudeMax);
  return refuse(path, `is a ${typeof value}: give a number, a text, true, false, null, a list or an object`);
}

function plainNumber(value: number, path: string, magnitudeMax: number): number {
  if (!Number.isFinite(value)) refuse(path, `is ${value}: give null for a missing number`);
  if (Math.abs(value) > magnitudeMax) refuse(path, `is beyond ${magnitudeMax}`);
  return Math.abs(value) < tiny ? Number(value.toFixed(20)) : value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refuse(path: string, problem: string): never {
  throw new Fault('INPUT_INVALID', { problem: `${path} ${problem}` }, path);
}
