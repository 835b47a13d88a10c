import { evaluate, unaryTest } from 'feelin';
import { StrategyStop } from '../language/strategy-stop.js';

export type FeelContext = Readonly<Record<string, unknown>>;

/** FEEL that a decision may not hold: what reads a clock, and what can go on without end. */
const refused = /\b(now|today|for|every|some|function|external|sort|list replace)\b/;

/** Why a FEEL expression can not be used, or null where it can. */
export function feelFault(text: string, isTest: boolean): string | null {
  if (text.trim() === '' || text.trim() === '-') return null;
  const word = refused.exec(text.replace(/"(?:\\.|[^"\\])*"/g, '""'))?.[1];
  if (word !== undefined) return `"${word}" reads a clock or may go on without end`;
  try {
    if (isTest) unaryTest(text, { '?': null });
    else evaluate(text, {});
    return null;
  } catch (error) {
    return String((error as Error).message).slice(0, 200);
  }
}

/** The value of an expression; null where it has none, as FEEL has it. */
export function feelValue(text: string, context: FeelContext): unknown {
  if (text.trim() === '') return null;
  return plain(run(() => evaluate(text, { ...context })).value);
}

/** Whether a value passes a test; an empty one and `-` pass all. */
export function feelTest(text: string, value: unknown, context: FeelContext): boolean {
  if (text.trim() === '' || text.trim() === '-') return true;
  return run(() => unaryTest(text, { ...context, '?': value })).value === true;
}

function run<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new StrategyStop(`FEEL: ${String((error as Error).message).slice(0, 200)}`);
  }
}

/** Dates and durations leave as their texts, so that a result is JSON and nothing else. */
function plain(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'object' ? (JSON.parse(JSON.stringify(value)) as unknown) : value;
}
