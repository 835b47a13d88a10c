import fc from 'fast-check';
import { compileStrategy } from '../engine/compile-strategy.js';
import type { Jdm } from '../jdm.js';
import { candidateValues } from './candidate-values.js';
import { smallestChanges, type FigureChange, type Movable } from './smallest-changes.js';
import { thresholdsOf } from './thresholds.js';

jest.setTimeout(20_000);

type Figures = Record<string, number | null>;

/** A strategy that approves by the first row whose tests all hold, and declines by its last. */
function table(names: readonly string[], rows: readonly (readonly string[])[]): Jdm {
  const rules = [...rows.map((cells) => [...cells, '"APPROVE"']), [...names.map(() => ''), '"DECLINE"']];
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      {
        id: 'table',
        type: 'decisionTableNode',
        name: 'Table',
        content: {
          hitPolicy: 'first',
          inputs: names.map((field) => ({ id: field, name: field, field })),
          outputs: [{ id: 'outcome', name: 'Outcome', field: 'outcome' }],
          rules: rules.map((cells, row) =>
            Object.fromEntries(
              [...names, 'outcome'].map((id, place) => [id, cells[place] ?? '']).concat([['_id', `${row}`]]),
            ),
          ),
        },
      },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table' },
      { id: 'b', sourceId: 'table', targetId: 'out' },
    ],
  };
}

function search(strategy: Jdm, figures: Figures, bounds = {}) {
  const compiled = compileStrategy(strategy);
  const thresholds = thresholdsOf(strategy, ([name]) => figures[String(name)] ?? null);
  const movables = Object.entries(figures).map(([name, from]): Movable => ({
    name,
    from,
    candidates: candidateValues({ thresholds: thresholds.get(name) ?? [] }, from, { places: 0, minimum: 0 }),
  }));
  const approves = async (changes: readonly FigureChange[]): Promise<boolean> => {
    const changed = Object.fromEntries(changes.map(({ name, to }) => [name, to]));
    return (await compiled.evaluate({ ...figures, ...changed })).result['outcome'] === 'APPROVE';
  };
  const attempt = async (changes: readonly FigureChange[]) => ({
    turned: await approves(changes),
    distance: 0,
  });
  return { approves, found: smallestChanges(movables, attempt, bounds) };
}

const both = table(['payments', 'balance'], [['>= 5', '> 100']]);

it.each<[string, Figures, FigureChange[][]]>([
  ['one figure where one is enough', { payments: 3, balance: 200 }, [[{ name: 'payments', from: 3, to: 5 }]]],
  [
    'two where each is short',
    { payments: 3, balance: 100 },
    [
      [
        { name: 'payments', from: 3, to: 5 },
        { name: 'balance', from: 100, to: 101 },
      ],
    ],
  ],
  ['a figure that is missing', { payments: null, balance: 101 }, [[{ name: 'payments', from: null, to: 5 }]]],
])('finds %s', async (_, figures, expected) => {
  expect(await search(both, figures).found).toEqual({ found: expected, complete: true });
});

it('tells other ways after the least change, and none that only adds to one', async () => {
  const either = table(
    ['payments', 'balance'],
    [
      ['>= 5', ''],
      ['', '>= 1000'],
    ],
  );
  const { found } = await search(either, { payments: 4, balance: 10 }).found;
  expect(found).toEqual([[{ name: 'payments', from: 4, to: 5 }], [{ name: 'balance', from: 10, to: 1000 }]]);
});

it('finds nothing where no figure that may move is what is missing', async () => {
  const { found } = await search(table(['payments', 'age'], [['>= 5', '>= 18']]), { payments: 1 }).found;
  expect(found).toEqual([]);
});

it('says so where it could not try everything', async () => {
  const { complete } = await search(both, { payments: 3, balance: 100 }, { attemptsMax: 4 }).found;
  expect(complete).toBe(false);
});

it('reads thresholds wherever figures are compared', () => {
  const expression = (value: string): Jdm => ({
    nodes: [
      {
        id: 'it',
        type: 'expressionNode',
        name: 'It',
        content: { expressions: [{ id: '1', key: 'x', value }] },
      },
    ],
    edges: [],
  });
  const thresholds = (value: string) =>
    Object.fromEntries(
      [...thresholdsOf(expression(value), () => 8)].map(([name, numbers]) => [name, [...numbers]]),
    );
  expect(thresholds('score > 5 and 3 <= score ? 1 : (debt in [2..4] ? 1 : 0)')).toEqual({
    score: [5, 3],
    debt: [2, 4],
  });
  expect(thresholds('indicators["payments.in.sum.30d"] < 0.5 * other')).toEqual({
    'indicators.payments.in.sum.30d': [4],
  });
});

const names = ['a', 'b', 'c', 'd'];
const cell = fc.oneof(
  fc.constant(''),
  fc
    .tuple(fc.constantFrom('>', '>=', '<', '<='), fc.integer({ min: 0, max: 20 }))
    .map(([sign, n]) => `${sign} ${n}`),
  fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 10 }))
    .map(([low, more]) => `[${low}..${low + more}]`),
);
const tables = fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1, maxLength: 4 });
const applicants = fc.tuple(...names.map(() => fc.option(fc.integer({ min: 0, max: 20 }))));

it('for any table and applicant: what is told turns the answer, and not without all of it', async () => {
  let turned = 0;
  await fc.assert(
    fc.asyncProperty(tables, applicants, async (rows, values) => {
      const figures = Object.fromEntries(names.map((name, place) => [name, values[place] ?? null]));
      const { approves, found } = search(table(names, rows), figures);
      if (await approves([])) return;
      for (const changes of (await found).found) {
        turned += 1;
        expect(await approves(changes)).toBe(true);
        for (const left of changes) expect(await approves(changes.filter((one) => one !== left))).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
  expect(turned).toBeGreaterThan(20);
});

it('for any table and applicant: no single figure, by any value, does with less than what is told', async () => {
  await fc.assert(
    fc.asyncProperty(tables, applicants, async (rows, values) => {
      const figures = Object.fromEntries(names.map((name, place) => [name, values[place] ?? null]));
      const { approves, found } = search(table(names, rows), figures, { foundMax: 99 });
      if (await approves([])) return;
      const told = (await found).found.filter(({ length }) => length === 1).flat();
      for (const name of names) {
        const from = figures[name] ?? null;
        for (let to = 0; to <= 22; to += 1) {
          if (!(await approves([{ name, from, to }]))) continue;
          const nearest = told.find((change) => change.name === name);
          expect(nearest).toBeDefined();
          if (from !== null && nearest)
            expect(costOf(from, nearest.to)).toBeLessThanOrEqual(costOf(from, to));
        }
      }
    }),
    { numRuns: 12 },
  );
});

function costOf(from: number, to: number): number {
  return Math.abs(to - from) / Math.max(from, to, 1);
}
