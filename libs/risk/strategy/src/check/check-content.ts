import { z } from 'zod';
import type { JdmColumn, JdmDecisionTable, JdmNode } from '../jdm.js';
import { expressionFault, testFault } from './expression-syntax.js';
import { problem, type StrategyProblem } from './problem.js';

/** What stands inside a node: tables, expressions, the branches of a switch. */
export function checkContent(node: JdmNode): StrategyProblem[] {
  if (node.type === 'decisionTableNode') return checkTable(node);
  if (node.type === 'expressionNode') return checkExpressions(node);
  return node.type === 'switchNode' ? checkSwitch(node) : [];
}

const columnSchema = z
  .object({ id: z.string().min(1), name: z.string().optional(), field: z.string().nullish() })
  .loose();

const tableSchema = z
  .object({
    hitPolicy: z.string(),
    inputs: z.array(columnSchema),
    outputs: z.array(columnSchema).min(1),
    rules: z.array(z.record(z.string(), z.unknown())),
  })
  .loose();

function checkTable({ id, content }: JdmNode): StrategyProblem[] {
  const parsed = tableSchema.safeParse(content);
  if (!parsed.success) return shapeProblems(id, parsed.error);
  const table = parsed.data as unknown as JdmDecisionTable;
  const found: StrategyProblem[] = [];
  if (table.hitPolicy !== 'first' && table.hitPolicy !== 'collect') {
    found.push(problem('HIT_POLICY_UNKNOWN', id, { policy: String(table.hitPolicy) }));
  }
  if (table.rules.length === 0) found.push(problem('TABLE_EMPTY', id));
  const columns = [...table.inputs, ...table.outputs];
  columns.forEach((column, place) => {
    if (columns.findIndex((other) => other.id === column.id) < place) {
      found.push(problem('COLUMN_TWICE', id, { column: column.id }));
    }
  });
  for (const column of table.outputs) {
    if (!column.field) found.push(problem('OUTPUT_FIELD_MISSING', id, { column: column.name || column.id }));
  }
  return [...found, ...table.rules.flatMap((_, row) => checkRow(id, table, row))];
}

function checkRow(id: string, { inputs, outputs, rules }: JdmDecisionTable, row: number): StrategyProblem[] {
  const check = (column: JdmColumn, isTest: boolean): StrategyProblem[] => {
    const cell: unknown = rules[row]?.[column.id];
    const title = column.name || column.id;
    if (cell === undefined || cell === null)
      return [problem('ROW_LACKS_COLUMN', id, { row: row + 1, column: title })];
    return faulty(id, `row ${row + 1}, column "${title}"`, cell, isTest);
  };
  return [
    ...inputs.flatMap((column) => check(column, Boolean(column.field))),
    ...outputs.flatMap((column) => check(column, false)),
  ];
}

const expressionsSchema = z
  .object({ expressions: z.array(z.object({ key: z.string(), value: z.string() }).loose()) })
  .loose();

function checkExpressions({ id, content }: JdmNode): StrategyProblem[] {
  const parsed = expressionsSchema.safeParse(content);
  if (!parsed.success) return shapeProblems(id, parsed.error);
  return parsed.data.expressions.flatMap(({ key, value }) =>
    faulty(id, `the expression of ${key}`, value, false),
  );
}

const switchSchema = z
  .object({ statements: z.array(z.object({ id: z.string(), condition: z.string() }).loose()).min(1) })
  .loose();

function checkSwitch({ id, content }: JdmNode): StrategyProblem[] {
  const parsed = switchSchema.safeParse(content);
  if (!parsed.success) return shapeProblems(id, parsed.error);
  return parsed.data.statements.flatMap(({ condition }) =>
    faulty(id, 'a branch of the switch', condition, false),
  );
}

function faulty(id: string, where: string, cell: unknown, isTest: boolean): StrategyProblem[] {
  if (typeof cell !== 'string') {
    return [problem('SHAPE_INVALID', id, { where, cause: 'a cell must be a text' })];
  }
  const cause = isTest ? testFault(cell) : expressionFault(cell);
  return cause === null ? [] : [problem('EXPRESSION_INVALID', id, { where, expression: cell, cause })];
}

function shapeProblems(id: string, error: z.ZodError): StrategyProblem[] {
  return error.issues
    .slice(0, 10)
    .map((issue) =>
      problem('SHAPE_INVALID', id, { where: issue.path.join('.') || 'the content', cause: issue.message }),
    );
}
