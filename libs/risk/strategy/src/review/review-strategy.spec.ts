import { firstStrategy } from '../first/first-strategy.js';
import type { Jdm } from '../jdm.js';
import { lendingInputs, reviewStrategy } from './review-strategy.js';

const inputs = lendingInputs((name) => name.startsWith('payments.'));

function table(
  rows: readonly (readonly [score: string, trade: string, answer: string])[],
  hitPolicy = 'first',
): Jdm {
  const rules = rows.map(([s, t, o], place) => ({ _id: String(place), s, t, o }));
  return graph({
    type: 'decisionTableNode',
    content: {
      hitPolicy,
      inputs: [
        { id: 's', name: 'Score', field: 'score' },
        { id: 't', name: 'Trade', field: 'attributes.trade' },
      ],
      outputs: [{ id: 'o', name: 'Outcome', field: 'outcome' }],
      rules,
    },
  });
}

function expression(value: string): Jdm {
  return graph({ type: 'expressionNode', content: { expressions: [{ id: '1', key: 'answer', value }] } });
}

function graph(node: { type: string; content: unknown }): Jdm {
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      { id: 'it', name: 'It', ...node },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'it' },
      { id: 'b', sourceId: 'it', targetId: 'out' },
    ],
  };
}

function found(jdm: Jdm): unknown[] {
  return reviewStrategy(jdm, inputs).map(({ code, row, column }) =>
    [code, row ?? column].filter(Boolean).join(' '),
  );
}

it.each<[string, Jdm, string[]]>([
  [
    'a sound table',
    table([
      ['>= 600', '', '"A"'],
      ['< 600', '', '"B"'],
      ['', '', '"C"'],
    ]),
    [],
  ],
  [
    'a row behind a wider one',
    table([
      ['> 500', '', '"A"'],
      ['[600..700]', '"food"', '"B"'],
      ['', '', '"C"'],
    ]),
    ['ROW_UNREACHABLE 2'],
  ],
  [
    'rows that quarrel',
    table([
      ['> 500', '', '"A"'],
      ['', '"food"', '"B"'],
      ['', '', '"C"'],
    ]),
    ['ROWS_OVERLAP 2'],
  ],
  [
    'rows that agree',
    table([
      ['> 500', '', '"A"'],
      ['', '"food"', '"A"'],
      ['', '', '"C"'],
    ]),
    [],
  ],
  [
    'bounds the wrong way round',
    table([
      ['[700..600]', '', '"A"'],
      ['', '', '"C"'],
    ]),
    ['CELL_NEVER_HOLDS 1'],
  ],
  [
    'a gap between bounds',
    table([
      ['> 600', '', '"A"'],
      ['< 600', '', '"B"'],
    ]),
    ['TABLE_HAS_GAP'],
  ],
  [
    'a collecting table, which may overlap',
    table(
      [
        ['> 600', '', '"A"'],
        ['> 500', '"food"', '"B"'],
      ],
      'collect',
    ),
    [],
  ],
  [
    'a text compared with a number',
    table([
      ['"high"', '', '"A"'],
      ['', '', '"B"'],
    ]),
    ['TYPE_MISFIT 1'],
  ],
  ['a name that nothing gives', expression('scoer + 1'), ['NAME_UNKNOWN answer']],
  [
    'an indicator that is not there',
    expression('indicators["paymints.in.sum.30d"] ?? 0'),
    ['NAME_UNKNOWN answer'],
  ],
  ['an indicator that is there', expression('indicators["payments.in.sum.30d"] ?? 0'), []],
  ['a sum of a number and a text', expression('score + "points"'), ['TYPE_MISFIT answer']],
  ['a condition that is a number', expression('score and true'), ['TYPE_MISFIT answer']],
  ['what earlier expressions made', expression('$.before'), []],
])('%s', (_, jdm, expected) => {
  expect(found(jdm)).toEqual(expected);
});

it('says what falls through, where and how to mend it, in both languages', () => {
  const [gap] = reviewStrategy(
    table([
      ['> 600', '', '"A"'],
      ['< 600', '', '"B"'],
    ]),
  );
  expect(gap?.message).toBe('No row decides where score = 600: add a last row with empty cells.');
  expect(gap?.messageZh).toContain('score = 600');
  const [missing] = reviewStrategy(
    table([
      ['> 600', '', '"A"'],
      ['<= 600', '', '"B"'],
    ]),
  );
  expect(missing?.message).toContain('score missing');
});

it('has nothing to say about the strategy that a bank starts with', () => {
  const first = firstStrategy({
    probabilityCutoff: 0.1,
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
  });
  expect(reviewStrategy(first, inputs).map(({ code, message }) => [code, message])).toEqual([]);
});
