import { pickStrategies } from '../library/pick-strategies.js';
import { strategyLibrary } from '../library/strategy-library.js';
import { indicatorsRead, signalsRead } from './names-read.js';

it('finds every indicator of every strategy of the library, wherever it stands', () => {
  const library = [...strategyLibrary().values()];
  const picked = pickStrategies(library.map(({ id }) => ({ id })));
  expect(indicatorsRead(picked).sort()).toEqual(
    [...new Set(library.flatMap(({ indicators }) => indicators))].sort(),
  );
});

it('finds the field of a column, and nothing that is no indicator', () => {
  const content = {
    hitPolicy: 'first',
    inputs: [{ id: 'a', name: 'A', field: 'indicators["balances.mean.90d"]' }],
    outputs: [{ id: 'o', name: 'O', field: 'outcome' }],
    rules: [{ a: '> attributes.age', o: 'score > 1 ? indicators["logins.count.7d"] : indicators' }],
  };
  const strategy = { nodes: [{ id: 't', type: 'decisionTableNode', name: 'T', content }], edges: [] };
  expect(indicatorsRead(strategy)).toEqual(['balances.mean.90d', 'logins.count.7d']);
});

it('tells signals from indicators', () => {
  const expressions = [
    { key: 'a', value: 'signals["place.grade"] > 3 or indicators["logins.count.7d"] > 1' },
    { key: 'b', value: 'max([signals["place.limit.factor"], signals["place.grade"]])' },
  ];
  const strategy = {
    nodes: [{ id: 'e', type: 'expressionNode', name: 'E', content: { expressions } }],
    edges: [],
  };
  expect(signalsRead(strategy)).toEqual(['place.grade', 'place.limit.factor']);
  expect(indicatorsRead(strategy)).toEqual(['logins.count.7d']);
});
