import type { JdmDecisionTable, JdmNode } from '../jdm.js';
import { BeyondCompiler } from '../language/beyond-compiler.js';
import { parseExpression } from '../language/parse-expression.js';
import { parseTest } from '../language/parse-test.js';
import type { Tree } from '../language/tree.js';

/** One expression with where it stands. */
export interface Piece {
  readonly text: string;
  /** For a test: the field that it is about. */
  readonly field?: string;
  readonly row?: number;
  readonly column: string;
}

/** All expressions of a node: those of an expression or switch node, fields and cells of a table. */
export function piecesOf({ type, content }: JdmNode): Piece[] {
  if (type === 'expressionNode') {
    const { expressions } = content as { expressions: { key: string; value: string }[] };
    return expressions.map(({ key, value }) => ({ text: value, column: key }));
  }
  if (type === 'switchNode') {
    const { statements } = content as { statements: { id: string; condition: string }[] };
    return statements.map(({ id, condition }) => ({ text: condition, column: id }));
  }
  if (type !== 'decisionTableNode') return [];
  const { inputs, outputs, rules } = content as JdmDecisionTable;
  const fields = inputs.flatMap(({ id, name, field }) =>
    field ? [{ text: field, column: name || id }] : [],
  );
  const cells = rules.flatMap((rule, place) =>
    [
      ...inputs.map((column) => ({ ...column, isTest: true })),
      ...outputs.map((column) => ({ ...column, isTest: false })),
    ].map(({ id, name, field, isTest }) => ({
      text: rule[id] ?? '',
      row: place + 1,
      column: name || id,
      ...(isTest && field ? { field } : {}),
    })),
  );
  return [...fields, ...cells];
}

/** What an expression says, or undefined where only the format's engine reads it. */
export function readTree(text: string, isTest: boolean): Tree | undefined {
  try {
    return isTest ? parseTest(text) : parseExpression(text);
  } catch (error) {
    if (error instanceof BeyondCompiler) return undefined;
    throw error;
  }
}
