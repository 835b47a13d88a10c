import { checkStrategy } from '../check/check-strategy.js';
import { compileStrategy } from '../engine/compile-strategy.js';
import type { Jdm } from '../jdm.js';
import { StrategyOverrun } from '../language/run-limits.js';
import { wideRules, wideTable } from './wide-table.fixture.js';

function expressions(values: Readonly<Record<string, string>>): Jdm {
  const list = Object.entries(values).map(([key, value]) => ({ id: key, key, value }));
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      { id: 'work', type: 'expressionNode', name: 'Work', content: { expressions: list } },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'work' },
      { id: 'b', sourceId: 'work', targetId: 'out' },
    ],
  };
}

const codes = (jdm: unknown): string[] => checkStrategy(jdm).problems.map(({ code }) => code);

it('a ratio of nothing is missing, a remainder of nothing stops the decision and not the process', async () => {
  const { result } = await compileStrategy(expressions({ ratio: '(debt / income) ?? -1' })).evaluate({
    debt: 1,
    income: 0,
  });
  expect(result).toEqual({ ratio: -1 });
  const remainder = compileStrategy(expressions({ rest: 'debt % income' }));
  await expect(remainder.evaluate({ debt: 1, income: 0 })).rejects.toThrow('it stopped: it divided by zero');
  expect((await remainder.evaluate({ debt: 7, income: 4 })).result).toEqual({ rest: 3 });
});

it('a number that no money needs stops the decision and not the process', async () => {
  const grows = compileStrategy(
    expressions({ square: 'x * x', cube: '$.square * x', more: '$.cube * $.cube' }),
  );
  expect((await grows.evaluate({ x: 1000 })).result).toMatchObject({ more: 1e18 });
  await expect(grows.evaluate({ x: 1e9 })).rejects.toThrow('a number became too large');
  await expect(grows.evaluate({ x: 2e19 })).rejects.toThrow('beyond');
});

it('an indicator that is missing fails a comparison that needs it, and a row that asks for it', async () => {
  const strategy = compileStrategy(expressions({ enough: 'indicators["payments.in.sum.30d"] > 100' }));
  await expect(strategy.evaluate({ indicators: {} })).rejects.toThrow('">" can not join null and number');
});

it('a loop in the graph is a problem', () => {
  const round = expressions({ a: '1' });
  expect(
    codes({ ...round, edges: [...round.edges, { id: 'c', sourceId: 'work', targetId: 'work' }] }),
  ).toEqual(['GRAPH_CYCLE']);
});

it('a strategy that would run for seconds is stopped after a million turns', async () => {
  const list = Array.from({ length: 300 }, (_, place) => place);
  const slow = compileStrategy(expressions({ a: 'map(list, map(list, map(list, 1)))' }));
  await expect(slow.evaluate({ list })).rejects.toThrow('it took too many turns');
  expect((await compileStrategy(expressions({ a: 'count(list, # > 5)' })).evaluate({ list })).result).toEqual(
    { a: 294 },
  );
});

it('a text that doubles and doubles is stopped', async () => {
  const doubled = Object.fromEntries(
    Array.from({ length: 40 }, (_, place) => [
      `t${place}`,
      place === 0 ? 's + s' : `$.t${place - 1} + $.t${place - 1}`,
    ]),
  );
  await expect(compileStrategy(expressions(doubled)).evaluate({ s: 'x' })).rejects.toThrow(
    'a text became too long',
  );
});

it.each([
  ['a list', (part: string) => `[${part}, ${part}]`],
  ['an object', (part: string) => `{left: ${part}, right: ${part}}`],
])('%s that doubles and doubles is stopped before it is written down', async (_, twice) => {
  const doubled = Object.fromEntries(
    Array.from({ length: 40 }, (_, place) => [`t${place}`, twice(place === 0 ? 's' : `$.t${place - 1}`)]),
  );
  await expect(compileStrategy(expressions(doubled)).evaluate({ s: 1 })).rejects.toThrow(
    'its answer holds too much',
  );
});

it('a strategy whose every turn is long is cut off when its time is over', async () => {
  const list = Array.from({ length: 1_000 }, (_, place) => place);
  const slow = compileStrategy(expressions({ a: 'map(list, sum(map(list, sum(list))))' }));
  let asked = 0;
  const run = slow.evaluate({ list }, { isOver: () => (asked += 1) > 10 });
  await expect(run).rejects.toThrow(StrategyOverrun);
  expect(asked).toBe(11);
});

it.each([
  ['brackets in brackets', `${'('.repeat(3_000)}1${')'.repeat(3_000)}`],
  ['signs in a row', `${'-'.repeat(4_000)}1`],
  ['a very long sum', Array.from({ length: 20_000 }, () => '1').join(' + ')],
])('%s are no danger', (_, text) => {
  expect(() => checkStrategy(expressions({ a: text }))).not.toThrow();
});

it.each([
  ['a remainder', 'd("2024-01-01") == date and x % y == 0'],
  ['a product', 'number(text) * number(text)'],
  ['a power', '2 ^ 0.5'],
  ['an endless interval', 'map([0..1000000000], #)'],
  ['a number with too many digits', 'd(12345678901234567890123456789)'],
])('%s that only the engine reads is refused, because it could end the process', (_, text) => {
  expect(codes(expressions({ a: text }))).not.toEqual([]);
});

it('what is not compiled and harmless still runs', async () => {
  const strategy = compileStrategy(expressions({ day: 'd("2024-02-01") > d("2024-01-01")' }));
  expect(strategy.notCompiled).toContain('the function d');
  expect((await strategy.evaluate({})).result).toEqual({ day: true });
});

it('a name of the language that runs it is no name of the data', async () => {
  const strategy = compileStrategy(
    expressions({ a: 'constructor ?? "none"', b: 'x.__proto__ ?? "none"', c: 'x["toString"] ?? "none"' }),
  );
  expect((await strategy.evaluate({ x: {} })).result).toEqual({ a: 'none', b: 'none', c: 'none' });
});

it('a huge table is read in bounded time', async () => {
  const strategy = compileStrategy(wideTable(wideRules(1_000)));
  const { result } = await strategy.evaluate({});
  expect(result).toEqual({ hits: [] });
});
