import fc from 'fast-check';
import { decideOn, type DecisionFigures } from '../decision/make-decision.js';
import { decidedBy } from './decided-by.fixture.js';
import { findCounterfactuals } from './find-counterfactuals.js';

jest.setTimeout(20_000);

const declined: DecisionFigures = {
  eventCount: 5,
  daysSinceLastEvent: 4,
  indicators: {
    'payments.in.count.90d': 12,
    'payments.in.sum.30d': 2_500,
    'balances.mean.90d': 1_200,
    'logins.count.30d': 9,
    'creditInquiries.count.30d': 0,
    'payments.in.sum.30d@30d': 900,
  },
  attributes: { age: 44 },
};

const outcomeOf = async (figures: DecisionFigures) =>
  (await decideOn(decidedBy.rules, decidedBy.asOf, figures)).answer.outcome;

function changed(
  figures: DecisionFigures,
  changes: readonly { name: string; to: number }[],
): DecisionFigures {
  const copy = structuredClone(figures) as unknown as Record<string, Record<string, number>>;
  for (const { name, to } of changes) {
    const [first = '', ...rest] = name.split('.');
    if (rest.length === 0) Object.assign(copy, { [first]: to });
    else Object.assign(copy[first] ?? {}, { [rest.join('.')]: to });
  }
  return copy as unknown as DecisionFigures;
}

it('tells what is nearest, with what would then be decided', async () => {
  const { found, complete } = await findCounterfactuals(decidedBy, declined);
  expect(complete).toBe(true);
  expect(found).toEqual([
    {
      changes: [{ name: 'eventCount', from: 5, to: 6 }],
      answer: expect.objectContaining({ outcome: 'APPROVE', reasons: [] }),
    },
  ]);
});

it('keeps to what a borrower can do, though less of something else would do as well', async () => {
  const poor = { ...declined, eventCount: 20, attributes: { age: 20 } };
  poor.indicators = {
    ...declined.indicators,
    'payments.in.count.90d': 0,
    'payments.in.sum.30d': 0,
    'balances.mean.90d': 0,
    'payments.in.sum.30d@30d': 0,
  };
  expect(await outcomeOf(poor)).toBe('DECLINE');
  expect(await outcomeOf({ ...poor, attributes: { age: 30 } })).toBe('APPROVE');
  const { found } = await findCounterfactuals(decidedBy, poor);
  expect(found[0]?.changes).toEqual([
    { name: 'indicators.payments.in.count.90d', from: 0, to: 10 },
    { name: 'indicators.payments.in.sum.30d', from: 0, to: 500.5 },
  ]);
  expect(found.flatMap(({ changes }) => changes.map(({ name }) => name))).not.toContain('attributes.age');
});

it('is silent where nothing that a borrower can do is enough', async () => {
  const hopeless = { ...declined, attributes: { age: 20 } };
  hopeless.indicators = {
    ...declined.indicators,
    'logins.count.30d': 0,
    'creditInquiries.count.30d': 9,
    'payments.in.sum.30d@30d': 0,
  };
  expect((await findCounterfactuals(decidedBy, hopeless)).found).toEqual([]);
});

const some = (max: number) => fc.option(fc.integer({ min: 0, max }), { freq: 8 });
const anyone = fc
  .record({
    eventCount: fc.integer({ min: 0, max: 12 }),
    daysSinceLastEvent: some(200),
    age: fc.integer({ min: 18, max: 60 }),
    figures: fc.tuple(some(15), some(3_000), some(1_500), some(10), some(4), some(900)),
  })
  .map(({ eventCount, daysSinceLastEvent, age, figures }): DecisionFigures => ({
    eventCount,
    daysSinceLastEvent,
    indicators: Object.fromEntries(
      Object.keys(declined.indicators).map((name, place) => [name, figures[place] ?? null]),
    ),
    attributes: { age },
  }));

it('for anyone: every change that is told turns the decision, not without all of it, and is in their power', async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(anyone, async (figures) => {
      if ((await outcomeOf(figures)) === 'APPROVE') return;
      for (const { changes } of (await findCounterfactuals(decidedBy, figures)).found) {
        told += 1;
        expect(await outcomeOf(changed(figures, changes))).toBe('APPROVE');
        for (const left of changes)
          expect(
            await outcomeOf(
              changed(
                figures,
                changes.filter((one) => one !== left),
              ),
            ),
          ).toBe('DECLINE');
        for (const { name, to } of changes) {
          expect(name).toMatch(
            /^(eventCount|daysSinceLastEvent|indicators\.(payments\.in\.(count\.90d|sum\.30d)|balances\.mean\.90d))$/,
          );
          if (name === 'eventCount') expect(to).toBeGreaterThan(figures.eventCount ?? 0);
          if (/count/i.test(name)) expect(Number.isInteger(to)).toBe(true);
        }
      }
    }),
    { numRuns: 25 },
  );
  expect(told).toBeGreaterThan(8);
});

it('tells the same to the same', async () => {
  const figures = { ...declined, daysSinceLastEvent: null, eventCount: 2 };
  expect(await findCounterfactuals(decidedBy, figures)).toEqual(
    await findCounterfactuals(decidedBy, figures),
  );
});
