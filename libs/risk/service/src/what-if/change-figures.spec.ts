import type { Fault } from '@fanxing/kernel';
import { changeFigures } from './change-figures.js';

const figures = {
  eventCount: 4,
  daysSinceLastEvent: 2,
  indicators: { 'payments.in.sum.30d': 150, 'balances.mean.90d': null },
  attributes: { region: 'north', age: 40 },
};
const rules = { protectedAttributes: new Set(['sex']) };

it('leaves everything as it is where nothing is given', () => {
  expect(changeFigures(figures, {}, rules)).toEqual(figures);
});

it('puts what is given in the place of what there is, null as missing', () => {
  const changes = {
    eventCount: 0,
    daysSinceLastEvent: null,
    indicators: { 'payments.in.sum.30d': null, 'balances.mean.90d': -3.5 },
    attributes: { region: 'south' },
  };
  expect(changeFigures(figures, changes, rules)).toEqual({
    ...changes,
    attributes: { region: 'south', age: 40 },
  });
});

it.each([
  [{ eventCount: -1 }, 'input.eventCount'],
  [{ daysSinceLastEvent: -0.5 }, 'input.daysSinceLastEvent'],
  [{ indicators: [] }, 'input.indicators'],
  [{ indicators: { unread: 1 } }, 'input.indicators.unread'],
  [{ indicators: { 'payments.in.sum.30d': '1' } }, 'input.indicators.payments.in.sum.30d'],
  [{ attributes: { region: {} } }, 'input.attributes.region'],
  [{ attributes: { region: 'x'.repeat(257) } }, 'input.attributes.region'],
  [{ attributes: { constructor: 1 } }, 'input.attributes.constructor'],
  [{ attributes: { sex: 'f' } }, 'input.attributes.sex'],
])('refuses %j at its place', (changes, path) => {
  expect(() => changeFigures(figures, changes, rules)).toThrow(
    expect.objectContaining({ reason: 'INPUT_INVALID', path }) as Fault,
  );
});
