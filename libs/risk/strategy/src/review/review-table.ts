import { problem, type StrategyProblem } from '../check/problem.js';
import type { JdmDecisionTable, JdmNode } from '../jdm.js';
import { firstGap } from './table-gaps.js';
import { covers, isEmpty, overlap, regionsOf, type RowRegion } from './table-regions.js';

/** More than this are not compared pair by pair. */
const rowsMax = 5_000;
const reportedMax = 20;

/**
 * Rows that can never decide, rows that quarrel, and inputs that no row decides. What other nodes have `made` hangs
 * together in ways that a table does not show, so that no gap is told where a column looks at it.
 */
export function reviewTable(node: JdmNode, made: ReadonlySet<string>): StrategyProblem[] {
  const table = node.content as JdmDecisionTable;
  const rows = regionsOf(table);
  const found = emptyCells(node.id, table, rows);
  if (table.hitPolicy !== 'first' || rows.length > rowsMax) return found;
  found.push(...comparedRows(node.id, table, rows));
  if (table.inputs.some(({ field }) => field && made.has(field.split(/[.[]/)[0] ?? ''))) return found;
  const gap = firstGap(table, rows);
  if (gap !== null) found.push(problem('TABLE_HAS_GAP', node.id, { example: gap }));
  return found;
}

function emptyCells(id: string, { inputs }: JdmDecisionTable, rows: readonly RowRegion[]): StrategyProblem[] {
  return rows.flatMap((row, place) =>
    [...row].flatMap(([column, region]) => {
      if (!isEmpty(region)) return [];
      const name = inputs[column]?.name || inputs[column]?.id || '';
      return [
        problem('CELL_NEVER_HOLDS', id, { row: place + 1, column: name }, { row: place + 1, column: name }),
      ];
    }),
  );
}

function comparedRows(id: string, table: JdmDecisionTable, rows: readonly RowRegion[]): StrategyProblem[] {
  const found: StrategyProblem[] = [];
  const answers = table.rules.map((rule) =>
    JSON.stringify(table.outputs.map((column) => rule[column.id]?.trim())),
  );
  for (let row = 1; row < rows.length && found.length < reportedMax; row += 1) {
    const later = rows[row] as RowRegion;
    const before = rows.findIndex((earlier, place) => place < row && covers(earlier, later));
    if (before >= 0) {
      found.push(problem('ROW_UNREACHABLE', id, { row: row + 1, earlier: before + 1 }, { row: row + 1 }));
      continue;
    }
    const rival = rows.findIndex(
      (earlier, place) =>
        place < row && answers[place] !== answers[row] && overlap(earlier, later) && !covers(later, earlier),
    );
    if (rival >= 0)
      found.push(problem('ROWS_OVERLAP', id, { row: row + 1, earlier: rival + 1 }, { row: row + 1 }));
  }
  return found;
}
