import { evaluate, unaryTest } from 'feelin';
import { StrategyStop } from '../language/strategy-stop.js';
import { simpleTest, simpleValue } from './simple-feel.js';

export type FeelContext = Readonly<Record<string, unknown>>;

/** FEEL that a decision may not hold: what reads a clock, and what can go on without end. */
const refused = /\b(now|today|for|every|some|function|external|sort|list replace)\b/;

/**
 * Why a FEEL expression can not be used, or null where it can. A name of the file, such as `Purpose for credit`, may hold
 * such a word.
 */
export function feelFault(text: string, isTest: boolean, names: readonly string[] = []): string | null {
  if (text.trim() === '' || text.trim() === '-') return null;
  const spoken = names
    .filter(isNothingButName)
    .reduce((rest, name) => rest.replaceAll(name, 'name'), text.replace(/"(?:\\.|[^"\\])*"/g, '""'));
  const word = refused.exec(spoken)?.[1];
  if (word !== undefined) return `"${word}" reads a clock or may go on without end`;
  try {
    const context = Object.fromEntries(names.map((name) => [name, null]));
    if (isTest) unaryTest(text, { ...context, '?': null });
    else evaluate(text, context);
    return null;
  } catch (error) {
    return String((error as Error).message).slice(0, 200);
  }
}

/**
 * Whether FEEL can read nothing else in a name: words alone, the first not one that begins a loop, and none after which one
 * could begin. Else a file could hide a loop by calling its input `for`.
 */
function isNothingButName(name: string): boolean {
  const isWords = /^[\p{L}_]+( [\p{L}\p{N}_]+)+$/u.test(name);
  return isWords && refused.exec(name)?.index !== 0 && !opening.test(name);
}

const opening = /\b(and|or|in|return|then|else|if|satisfies|between|not|instance)\b/;

/** The value of an expression, dates and durations as FEEL has them; null where it has none. */
export function feelValue(text: string, context: FeelContext): unknown {
  if (text.trim() === '') return null;
  const simple = simpleValue(text, context);
  return simple === undefined ? (run(() => evaluate(text, { ...context })).value ?? null) : simple;
}

/** Whether a value passes a test; an empty one and `-` pass all. */
export function feelTest(text: string, value: unknown, context: FeelContext): boolean {
  if (text.trim() === '' || text.trim() === '-') return true;
  const simple = simpleTest(text, value);
  return simple ?? run(() => unaryTest(text, { ...context, '?': value })).value === true;
}

function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StrategyStop(`FEEL: ${String((error as Error).message).slice(0, 200)}`);
  }
}

/** Dates and durations leave as their texts, so that a result is JSON and nothing else. */
export function plainValue(value: unknown): unknown {
  return typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}
