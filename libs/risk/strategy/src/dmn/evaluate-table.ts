import { add } from '../language/arithmetic.js';
import { doubleOf, type Numeric } from '../language/decimal.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { feelTest, feelValue, type FeelContext } from './feel.js';
import type { DmnRule, DmnTable } from './read-dmn.js';

export interface TableAnswer {
  readonly value: unknown;
  /** The rows that hit, from 0. */
  readonly hits: readonly number[];
}

/** What a DMN table decides by its hit policy. Throws StrategyStop where rows hit that its policy does not let hit. */
export function evaluateTable(table: DmnTable, context: FeelContext): TableAnswer {
  const values = table.inputs.map((text) => feelValue(text, context));
  const isHit = ({ tests }: DmnRule): boolean =>
    tests.every((test, column) => feelTest(test, values[column] ?? null, context));
  const hits: number[] = [];
  for (const [row, rule] of table.rules.entries()) {
    if (!isHit(rule)) continue;
    hits.push(row);
    if (table.hitPolicy === 'FIRST') break;
  }
  const answers = hits.map((row) => answerOf(table, table.rules[row]?.entries ?? [], context));
  return { value: byPolicy(table, answers, context), hits };
}

function answerOf({ outputs }: DmnTable, entries: readonly string[], context: FeelContext): unknown {
  const values = entries.map((entry) => feelValue(entry, context));
  if (outputs.length === 1) return values[0] ?? null;
  return Object.fromEntries(outputs.map(({ name }, column) => [name, values[column] ?? null]));
}

function byPolicy(table: DmnTable, answers: readonly unknown[], context: FeelContext): unknown {
  const { hitPolicy } = table;
  if (table.aggregation !== null) return addedUp(table, answers);
  if (answers.length === 0) return otherwise(table, context);
  if (hitPolicy === 'COLLECT' || hitPolicy === 'RULE ORDER') return answers;
  if (hitPolicy === 'UNIQUE' && answers.length > 1)
    throw new StrategyStop('two rows of a table with unique hits hit');
  if (hitPolicy === 'ANY' && new Set(answers.map((answer) => JSON.stringify(answer))).size > 1) {
    throw new StrategyStop('rows of a table that must agree differ');
  }
  if (hitPolicy === 'OUTPUT ORDER') return byImportance(table, answers, context);
  return hitPolicy === 'PRIORITY' ? byImportance(table, answers, context)[0] : answers[0];
}

/** Without a hit there is the default; without that nothing, or of what is listed an empty list. */
function otherwise(table: DmnTable, context: FeelContext): unknown {
  const entries = table.outputs.map(({ otherwise: entry }) => entry);
  if (entries.some((entry) => entry.trim() !== '')) return answerOf(table, entries, context);
  return ['COLLECT', 'RULE ORDER', 'OUTPUT ORDER'].includes(table.hitPolicy) ? [] : null;
}

function addedUp({ aggregation, outputs }: DmnTable, answers: readonly unknown[]): unknown {
  if (aggregation === 'COUNT') return answers.length;
  if (outputs.length > 1) throw new StrategyStop('several outputs can not be added up');
  if (answers.length === 0) return null;
  const numbers = answers.map((answer) => {
    if (typeof answer !== 'number')
      throw new StrategyStop('a table that counts up gave something else than a number');
    return answer;
  });
  if (aggregation === 'SUM') return sum(numbers);
  return aggregation === 'MIN' ? Math.min(...numbers) : Math.max(...numbers);
}

/** Adds decimals as decimals: 0.1 and 0.2 are 0.3. */
function sum(numbers: readonly number[]): number {
  return doubleOf(numbers.reduce<Numeric>(add, 0));
}

/** The rows in the order of their outputs' values: the first column's first, as the file lists them. */
function byImportance({ outputs }: DmnTable, answers: readonly unknown[], context: FeelContext): unknown[] {
  const lists = outputs.map(({ values }) =>
    (feelValue(`[${values}]`, context) as unknown[]).map((value) => JSON.stringify(value)),
  );
  const rank = (answer: unknown, column: number): number => {
    const value =
      outputs.length === 1 ? answer : (answer as Record<string, unknown>)[outputs[column]?.name ?? ''];
    const place = lists[column]?.indexOf(JSON.stringify(value)) ?? -1;
    return place < 0 ? Number.MAX_SAFE_INTEGER : place;
  };
  return [...answers].sort((left, right) => {
    for (const column of outputs.keys()) {
      const difference = rank(left, column) - rank(right, column);
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
