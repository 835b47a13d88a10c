/** One thing that is wrong with a strategy, and with which node (null: with the whole document). */
export interface StrategyProblem {
  readonly code: StrategyProblemCode;
  readonly node: string | null;
  /** Which row of a table, from 1, and which column or key, where it is about one. */
  readonly row?: number;
  readonly column?: string;
  readonly message: string;
  readonly messageZh: string;
}

const sentences = {
  SHAPE_INVALID: ['{where}: {cause}', '{where}：{cause}'],
  NODE_TWICE: [
    'Two nodes have the id "{id}": give each its own.',
    '两个节点的编号同为“{id}”：请各用不同编号。',
  ],
  NODE_KIND_UNKNOWN: [
    'The node kind "{kind}" is not one of {known}.',
    '节点类型“{kind}”未知，可用类型为 {known}。',
  ],
  NODE_KIND_REFUSED: [
    'A node of the kind "{kind}" runs foreign code or another file and is not permitted: use tables, expressions and switches.',
    '“{kind}”节点会运行外部代码或其他文件，不被允许：请使用决策表、表达式和分支。',
  ],
  INPUT_MISSING: ['There is no input node: add exactly one.', '缺少输入节点：请添加且仅添加一个。'],
  INPUT_TWICE: ['There is more than one input node: keep one.', '输入节点多于一个：请只保留一个。'],
  OUTPUT_MISSING: ['There is no output node: add one.', '缺少输出节点：请添加。'],
  EDGE_DANGLING: [
    'The edge "{edge}" ends at "{id}", which is no node: remove it or name a node.',
    '连线“{edge}”指向不存在的节点“{id}”：请删除或改正。',
  ],
  NODE_UNREACHABLE: [
    'No path leads from the input to this node: connect or remove it.',
    '从输入无法到达此节点：请连接或删除。',
  ],
  GRAPH_CYCLE: [
    'The node lies on a cycle: a decision must come to an end.',
    '节点处于循环中：决策必须能结束。',
  ],
  HIT_POLICY_UNKNOWN: [
    'The hit policy "{policy}" is not first or collect.',
    '命中策略“{policy}”不是 first 或 collect。',
  ],
  TABLE_EMPTY: ['The table has no row, so it never decides anything.', '决策表没有任何行，不会产生结果。'],
  COLUMN_TWICE: ['Two columns have the id "{column}".', '两列的编号同为“{column}”。'],
  OUTPUT_FIELD_MISSING: ['The output column "{column}" names no field.', '输出列“{column}”未指定字段。'],
  ROW_LACKS_COLUMN: [
    'Row {row} has no cell for the column "{column}", so it silently never matches: write "" to match anything.',
    '第 {row} 行缺少列“{column}”的单元格，将永远不会命中：如需匹配任意值请写 ""。',
  ],
  EXPRESSION_INVALID: [
    '{where}: "{expression}" can not be read ({cause}), so it would silently never match.',
    '{where}：表达式“{expression}”无法解析（{cause}），将永远不会命中。',
  ],
  NOT_SAFE_ON_ENGINE: [
    'The strategy holds what is not compiled ({reason}), and the engine that would run it can not be stopped on {danger} ("{expression}"): write it otherwise.',
    '策略含有无法编译的内容（{reason}），而备用引擎遇到“{expression}”（{danger}）时无法中止：请改写。',
  ],
  NAME_UNKNOWN: [
    '{where}: nothing gives "{name}", so it is always missing: mend the name.',
    '{where}：没有任何来源提供“{name}”，其值将始终缺失：请改正名称。',
  ],
  TYPE_MISFIT: [
    '{where}: in "{expression}" {misfit}, so it never holds.',
    '{where}：表达式“{expression}”的类型不匹配（{misfit}），将永远不成立。',
  ],
  CELL_NEVER_HOLDS: [
    'Row {row}, column "{column}": nothing lies within these bounds, so the row never matches.',
    '第 {row} 行“{column}”列：该区间不含任何值，此行将永远不会命中。',
  ],
  ROW_UNREACHABLE: [
    'Row {row} is never reached: row {earlier} matches whatever it would.',
    '第 {row} 行永远不会被用到：第 {earlier} 行已涵盖其全部情形。',
  ],
  ROWS_OVERLAP: [
    'Rows {earlier} and {row} can match the same input with different answers: the earlier one decides.',
    '第 {earlier} 行与第 {row} 行可能同时命中但结果不同：以前一行为准。',
  ],
  TABLE_HAS_GAP: [
    'No row decides where {example}: add a last row with empty cells.',
    '以下情形没有任何行可命中：{example}。请在末尾添加一行空条件。',
  ],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type StrategyProblemCode = keyof typeof sentences;

const warnings: ReadonlySet<StrategyProblemCode> = new Set(['ROWS_OVERLAP', 'TABLE_HAS_GAP']);

/**
 * Whether the strategy does what it says, though perhaps not what was meant. All else is a mistake: something that is
 * written in it never happens, and whoever published it would believe that it does.
 */
export function isWarning({ code }: StrategyProblem): boolean {
  return warnings.has(code);
}

export function problem(
  code: StrategyProblemCode,
  node: string | null,
  details: Readonly<Record<string, string | number>> = {},
  place: { readonly row?: number; readonly column?: string } = {},
): StrategyProblem {
  const [en, zh] = sentences[code];
  const fill = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?').slice(0, 200));
  return { code, node, ...place, message: fill(en), messageZh: fill(zh) };
}
