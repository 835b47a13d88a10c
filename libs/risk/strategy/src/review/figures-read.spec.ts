import { firstStrategy } from '../first/first-strategy.js';
import { figuresRead } from './figures-read.js';

function expressions(...values: string[]) {
  const content = {
    expressions: values.map((value, place) => ({ id: `${place}`, key: `made${place}`, value })),
  };
  return { nodes: [{ id: 'e', type: 'expressionNode', name: 'E', content }], edges: [] };
}

it('names what a strategy must be given, and not what its own nodes make', () => {
  const terms = { currency: 'CNY', limitMin: '1000', limitMax: '5000', dailyRateMin: '0.0002' };
  const strategy = firstStrategy({ ...terms, dailyRateMax: '0.0005', probabilityCutoff: 0.1 });
  const needed = ['eventCount', 'daysSinceLastEvent', 'probabilityOfBad'];
  expect(figuresRead(strategy)).toEqual({ needed, all: needed });
});

it('by the last part of an indicator or attribute, wherever it stands', () => {
  const read = expressions('attributes.age > 18 ? indicators["logins.count.7d"] : score', '$.made0 + made0');
  expect(figuresRead(read).needed).toEqual(['age', 'logins.count.7d', 'score']);
});

it('does not need what has an answer of its own for missing, but what that answer reads', () => {
  const { needed, all } = figuresRead(expressions('a ?? b', '(c + 1) ?? 2', 'indicators["d"] ?? 0'));
  expect(needed).toEqual(['b', 'c']);
  expect(all).toEqual(['b', 'c', 'a', 'd']);
});

it.each(['len(attributes)', 'map(values, d(#).year())'])('can not tell all that %s reads', (expression) => {
  expect(figuresRead(expressions(expression)).all).toBeNull();
});
