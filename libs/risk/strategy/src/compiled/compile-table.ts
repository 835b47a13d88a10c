import type { JdmColumn, JdmDecisionTable, JdmNode } from '../jdm.js';
import { beyond } from '../language/beyond-compiler.js';
import { compileExpression, type Expression, type Scope } from '../language/compile-expression.js';
import { parseExpression } from '../language/parse-expression.js';
import { parseTest } from '../language/parse-test.js';
import { StrategyStop } from '../language/strategy-stop.js';
import { emptyObject, type Value, type ValueObject } from '../language/value.js';
import { simpleTestOf } from './condition.js';
import { framed, pathOf, scopeOf } from './frame.js';
import { place } from './merge.js';
import type { CompiledNode, NodeResult, Run } from './node.js';
import { constant } from './plain-value.js';
import { ColumnTests, type Cell } from './table-columns.js';

/** A column of tests: of a field, or of nothing in particular (whole conditions). */
interface InputColumn {
  readonly field: string | undefined;
  readonly read: Expression | undefined;
  readonly tests: ColumnTests;
}

interface Output {
  readonly path: readonly string[];
  readonly work: Expression;
}

/** A decision table: every row's tests are looked at column by column, then the rows that are left answer. */
export function compileTable({ id, name, content }: JdmNode): CompiledNode {
  const table = content as JdmDecisionTable;
  const finish = framed(table);
  const columns = table.inputs.map((column) => compileColumn(column, table));
  const outputs = table.rules.map((_, row) => compileOutputs(table, row));
  const rules = table.rules.map((_, row) => ruleOf(table, row));
  const answer = (run: Run): NodeResult => {
    const scope = scopeOf(run);
    const failed = strike(columns, scope, table.rules.length);
    const hits: { row: number; made: Value }[] = [];
    for (let row = failed.indexOf(0); row >= 0; row = failed.indexOf(0, row + 1)) {
      const made = makeOutputs(outputs[row] ?? [], scope);
      if (made !== undefined) hits.push({ row, made });
      if (hits.length > 0 && table.hitPolicy === 'first') break;
    }
    const details = run.withTrace ? traceOf(hits, rules, columns, scope) : [];
    const isFirst = table.hitPolicy === 'first';
    const made = isFirst ? (hits[0]?.made ?? null) : hits.map((hit) => hit.made);
    return { output: finish(run, made), details: isFirst ? (details[0] ?? null) : details };
  };
  return { id, name, run: answer };
}

function compileColumn({ id, field }: JdmColumn, { rules }: JdmDecisionTable): InputColumn {
  const cells: Cell[] = [];
  rules.forEach((rule, row) => {
    const text = rule[id] ?? beyond('a row without a cell');
    if (text.trim() === '') return;
    const tree = field ? parseTest(text) : parseExpression(text);
    const test = compileExpression(tree, field ? 'test' : 'condition');
    cells.push({ row, test, simple: field ? simpleTestOf(tree) : undefined });
  });
  return {
    field: field || undefined,
    read: field ? compileExpression(parseExpression(field), 'condition') : undefined,
    tests: new ColumnTests(cells),
  };
}

function compileOutputs({ outputs, rules }: JdmDecisionTable, row: number): Output[] {
  return outputs.flatMap(({ id, field }) => {
    const text = rules[row]?.[id] ?? beyond('a row without a cell');
    if (text.trim() === '') return [];
    const work = compileExpression(parseExpression(text), 'condition');
    return [{ path: pathOf(field ?? ''), work }];
  });
}

function strike(columns: readonly InputColumn[], scope: Scope, rows: number): Uint8Array {
  const failed = new Uint8Array(rows);
  for (const { read, tests } of columns) {
    const value = read ? attempt(read, scope) : null;
    if (value === undefined) tests.strikeAll(failed);
    else tests.strike(value, scope, failed);
  }
  return failed;
}

/** What can not be evaluated is undefined: the engine passes over such a cell or row in silence. */
function attempt(work: Expression, scope: Scope): Value | undefined {
  try {
    return work(scope);
  } catch (error) {
    if (error instanceof StrategyStop && scope.limits.turns >= 0) return undefined;
    throw error;
  }
}

function makeOutputs(outputs: readonly Output[], scope: Scope): Value | undefined {
  const made = emptyObject();
  for (const { path, work } of outputs) {
    const value = attempt(work, scope);
    if (value === undefined) return undefined;
    place(made, path, value);
  }
  return made;
}

/** A row as the trace shows it: its names, and its tests under `field[column]`. */
function ruleOf({ inputs, rules }: JdmDecisionTable, row: number): ValueObject {
  const rule = rules[row] ?? {};
  const shown = emptyObject();
  for (const key of ['_id', '_description']) {
    const value = rule[key];
    if (typeof value === 'string') shown[key] = value;
  }
  for (const { id, field } of inputs) if (field) shown[`${field}[${id}]`] = rule[id]?.trim() ?? '';
  return constant(shown);
}

function traceOf(
  hits: readonly { readonly row: number }[],
  rules: readonly Value[],
  columns: readonly InputColumn[],
  scope: Scope,
): Value[] {
  if (hits.length === 0) return [];
  const seen = emptyObject();
  for (const { field, read } of columns) {
    const value = field && read ? attempt(read, scope) : undefined;
    if (field && value !== undefined) seen[field] = value;
  }
  return hits.map(({ row }) =>
    Object.assign(emptyObject(), { index: row, reference_map: seen, rule: rules[row] ?? null }),
  );
}
