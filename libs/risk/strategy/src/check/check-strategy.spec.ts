import { ZenEngine } from '@gorules/zen-engine';
import { firstStrategy } from '../first/first-strategy.js';
import { checkStrategy } from './check-strategy.js';
import { expressionFault, testFault } from './expression-syntax.js';

interface EditableTable {
  hitPolicy: string;
  inputs: { id: string; name: string; field: string }[];
  outputs: { id: string; name: string; field: string | null }[];
  rules: Record<string, unknown>[];
}

interface Editable {
  nodes: { id: string; type: string; name: string; content?: unknown }[];
  edges: { id: string; sourceId: string; targetId: string }[];
  table: EditableTable;
}

function strategy(): Editable {
  const table: EditableTable = {
    hitPolicy: 'first',
    inputs: [{ id: 'i', name: 'Score', field: 'score' }],
    outputs: [{ id: 'o', name: 'Outcome', field: 'outcome' }],
    rules: [
      { _id: '1', i: '> 600', o: '"APPROVE"' },
      { _id: '2', i: '', o: '"DECLINE"' },
    ],
  };
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'Input' },
      { id: 'table', type: 'decisionTableNode', name: 'Table', content: table },
      { id: 'out', type: 'outputNode', name: 'Output' },
    ],
    edges: [
      { id: 'e1', sourceId: 'in', targetId: 'table' },
      { id: 'e2', sourceId: 'table', targetId: 'out' },
    ],
    table,
  };
}

function codes(change: (strategy: Editable) => void): [string, string | null][] {
  const edited = strategy();
  change(edited);
  return checkStrategy({ nodes: edited.nodes, edges: edited.edges }).problems.map(({ code, node }) => [
    code,
    node,
  ]);
}

it('has nothing to say about a sound strategy', () => {
  expect(codes(() => undefined)).toEqual([]);
});

it.each<[string, (strategy: Editable) => void, string, string | null]>([
  [
    'two nodes of one id',
    ({ nodes }) => nodes.push({ id: 'out', type: 'outputNode', name: 'B' }),
    'NODE_TWICE',
    'out',
  ],
  [
    'an unknown kind of node',
    ({ nodes }) => Object.assign(nodes[1] ?? {}, { type: 'oracleNode' }),
    'NODE_KIND_UNKNOWN',
    'table',
  ],
  [
    'a node that runs foreign code',
    ({ nodes }) => Object.assign(nodes[1] ?? {}, { type: 'functionNode' }),
    'NODE_KIND_REFUSED',
    'table',
  ],
  [
    'an edge to nowhere',
    ({ edges }) => edges.push({ id: 'e3', sourceId: 'table', targetId: 'gone' }),
    'EDGE_DANGLING',
    null,
  ],
  [
    'a second input',
    ({ nodes }) => nodes.push({ id: 'in2', type: 'inputNode', name: 'B' }),
    'INPUT_TWICE',
    'in2',
  ],
  ['a node that nothing leads to', ({ edges }) => edges.shift(), 'NODE_UNREACHABLE', 'table'],
  [
    'a circle',
    ({ edges }) => edges.push({ id: 'e3', sourceId: 'table', targetId: 'table' }),
    'GRAPH_CYCLE',
    'table',
  ],
  ['a foreign hit policy', ({ table }) => (table.hitPolicy = 'priority'), 'HIT_POLICY_UNKNOWN', 'table'],
  ['a table without rows', ({ table }) => (table.rules = []), 'TABLE_EMPTY', 'table'],
  [
    'two columns of one id',
    ({ table }) => table.inputs.push({ id: 'o', name: 'B', field: 'b' }),
    'COLUMN_TWICE',
    'table',
  ],
  [
    'an output for no field',
    ({ table }) => Object.assign(table.outputs[0] ?? {}, { field: null }),
    'OUTPUT_FIELD_MISSING',
    'table',
  ],
  [
    'a row without a cell',
    ({ table }) => Reflect.deleteProperty(table.rules[1] ?? {}, 'i'),
    'ROW_LACKS_COLUMN',
    'table',
  ],
  [
    'a test that can not be read',
    ({ table }) => Object.assign(table.rules[0] ?? {}, { i: '> 600 oops(' }),
    'EXPRESSION_INVALID',
    'table',
  ],
  [
    'a cell that is no text',
    ({ table }) => Object.assign(table.rules[0] ?? {}, { i: 600 }),
    'SHAPE_INVALID',
    'table',
  ],
  [
    'a table without columns',
    ({ nodes }) => Object.assign(nodes[1] ?? {}, { content: {} }),
    'SHAPE_INVALID',
    'table',
  ],
])('%s is a problem', (_, change, code, node) => {
  expect(codes(change)).toContainEqual([code, node]);
});

it('a document without an input or an output is a problem', () => {
  expect(checkStrategy({ nodes: [], edges: [] }).problems.map(({ code }) => code)).toEqual([
    'INPUT_MISSING',
    'OUTPUT_MISSING',
  ]);
});

it.each([null, 7, 'x', {}, { nodes: 1, edges: [] }, { nodes: [{}], edges: [] }])(
  '%j is no strategy',
  (json) => {
    expect(checkStrategy(json).problems[0]?.code).toBe('SHAPE_INVALID');
  },
);

it('says what is wrong, where and how to mend it, in both languages', () => {
  const edited = strategy();
  Reflect.deleteProperty(edited.table.rules[1] ?? {}, 'i');
  expect(checkStrategy(edited).problems).toEqual([
    {
      code: 'ROW_LACKS_COLUMN',
      node: 'table',
      message:
        'Row 2 has no cell for the column "Score", so it silently never matches: write "" to match anything.',
      messageZh: '第 2 行缺少列“Score”的单元格，将永远不会命中：如需匹配任意值请写 ""。',
    },
  ]);
});

it('warns of what the engine passes over in silence', async () => {
  const edited = strategy();
  Reflect.deleteProperty(edited.table.rules[1] ?? {}, 'i');
  const { nodes, edges } = edited;
  const { result } = await new ZenEngine().createDecision({ nodes, edges }).evaluate({ score: 1 });
  expect(result).toEqual({});
});

it('tells a mistake in an expression from data that is not there', () => {
  expect(testFault('> 5')).toBeNull();
  expect(testFault('"A", "B"')).toBeNull();
  expect(testFault('> ')).toContain('Expected a literal');
  expect(expressionFault('sum(map(items, #.amount)) > 5')).toBeNull();
  expect(expressionFault('not amount')).toBeNull();
  expect(expressionFault('"half')).toContain('Unexpected EOF');
  expect(expressionFault('')).toBeNull();
});

it('checks expressions and switches inside their nodes', () => {
  const edited = strategy();
  edited.nodes[1] = {
    id: 'table',
    type: 'expressionNode',
    name: 'E',
    content: { expressions: [{ id: '1', key: 'a', value: '1 +' }] },
  };
  expect(checkStrategy(edited).problems.map(({ code }) => code)).toEqual(['EXPRESSION_INVALID']);
  edited.nodes[1] = {
    id: 'table',
    type: 'switchNode',
    name: 'S',
    content: { statements: [{ id: '1', condition: 'a >' }] },
  };
  expect(checkStrategy(edited).problems.map(({ code }) => code)).toEqual(['EXPRESSION_INVALID']);
});

it('finds nothing wrong with the strategy that a bank starts with', () => {
  const first = firstStrategy({
    probabilityCutoff: 0.1,
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
  });
  expect(checkStrategy(first).problems).toEqual([]);
});
