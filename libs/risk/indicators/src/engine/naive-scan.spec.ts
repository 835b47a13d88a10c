import { fromEpochMs, parseInstant, type Instant } from '@fanxing/kernel';
import fc from 'fast-check';
import type { IndicatorEvent } from '../event.js';
import { aggregateNames } from '../name/aggregate.js';
import { meaningProblem } from '../name/check-indicator.js';
import type { Condition } from '../name/condition.js';
import { groupNames, innerNames } from '../name/grouping.js';
import { plainIndicator, transformNames, type Indicator } from '../name/indicator.js';
import { formatIndicator, parseIndicator } from '../name/parse-indicator.js';
import { compileIndicators } from './compile-indicators.js';
import { oldestFirst, scan } from './naive-scan.fixture.js';
import { generator } from './published.fixture.js';

const asOf = parseInstant('2026-11-22T08:00:00Z');
const dayMs = 86_400_000;

function daysBefore(days: number): Instant {
  return fromEpochMs(Date.parse(asOf) - Math.round(days * dayMs));
}

const randomEvents = fc.array(
  fc.record({
    kind: fc.constantFrom('payment', 'payment', 'balance'),
    // Many events fall on the same moments and exactly on the borders of windows and local days.
    at: fc.oneof(
      fc.constantFrom(0, 7, 14, 30, 60, 90, 180, 365, 2 / 3, 5 / 3, 8 / 3).map(daysBefore),
      fc.double({ min: -5, max: 400, noNaN: true }).map(daysBefore),
      fc.double({ min: 0, max: 12, noNaN: true }).map(daysBefore),
    ),
    amountMinor: fc.option(
      fc.oneof(fc.bigInt({ min: -10_000n, max: 1_000_000n }), fc.constantFrom(10_000n, 20_000n, 100_000n)),
    ),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', null),
    direction: fc.constantFrom('in' as const, 'out' as const, null),
    counterparty: fc.constantFrom('a', 'b', 'c', null),
    channel: fc.constantFrom('qr', 'kiosk', null),
    fields: fc.record({
      delay: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(null)),
      purpose: fc.constantFrom('rent', 'wages. net', null),
    }),
  }),
  { maxLength: 60 },
);

const identified = randomEvents.map((events) =>
  events.map((rest, place): IndicatorEvent => ({ id: `e${place}`, borrowerId: 'b', ...rest })),
);

const conditions: readonly Condition[] = [
  { what: 'hours', from: 22, to: 6 },
  { what: 'hours', from: 8, to: 18 },
  { what: 'weekdays', from: 6, to: 7 },
  { what: 'monthdays', from: 11, to: 20 },
  { what: 'amount', from: 100, to: 1000 },
  { what: 'amount', from: 1000, to: null },
  { what: 'counterparty', is: 'new' },
  { what: 'counterparty', is: 'known' },
];

/** Every aggregate with everything that can stand around it, drawn at random but always the same. */
function manyIndicators(count: number): string[] {
  const next = generator(5);
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(next() * values.length)] as Value;
  const names = new Set<string>();
  while (names.size < count) {
    const first = next() < 0.4 ? [pick(conditions)] : [];
    const indicator: Indicator = {
      ...plainIndicator,
      kind: pick(['payment', 'payment', 'balance']),
      direction: pick([null, null, 'in', 'out']),
      channel: pick([null, null, 'qr', 'kiosk']),
      fields: next() < 0.1 ? [{ field: 'purpose', value: pick(['rent', 'wages. net']) }] : [],
      conditions: first,
      measure: pick([null, null, 'delay']),
      grouping: next() < 0.25 ? { by: pick(groupNames), inner: pick(innerNames) } : null,
      transform: next() < 0.1 ? pick(transformNames) : null,
      aggregate: pick(aggregateNames),
      windowDays: pick([1, 7, 30, 90, 365, null]),
      lagDays: pick([0, 0, 0, 7, 30]),
    };
    const against = next() < 0.1 ? pick([180, null]) : undefined;
    const whole = { ...indicator, againstDays: indicator.lagDays === 0 ? against : undefined };
    if (meaningProblem(whole) === undefined && whole.windowDays !== whole.againstDays)
      names.add(formatIndicator(whole));
  }
  return [...names];
}

describe('on any events', () => {
  const names = manyIndicators(1_500);
  const compiled = compileIndicators(names);

  it('every aggregate is tried', () => {
    const tried = new Set(names.map((name) => name.split('.').at(-2)?.split(':').at(-1)));
    expect(aggregateNames.filter((aggregate) => !tried.has(aggregate))).toEqual([]);
  });

  it('every indicator is what a naive scan finds', () => {
    const parsed = names.map(parseIndicator);
    fc.assert(
      fc.property(identified, (events) => {
        const figures = compiled.compute(events, asOf);
        const ordered = oldestFirst(events);
        names.forEach((name, place) => {
          const indicator = parsed[place] as Indicator;
          const [figure, naive] = [figures[place] ?? null, scan(indicator, ordered, asOf)];
          if (!agrees(figure, naive)) throw new Error(`${name}: ${figure}, but a naive scan says ${naive}`);
        });
      }),
      { numRuns: 12 },
    );
  });

  it('the order in which they came, and what came later, change nothing', () => {
    fc.assert(
      fc.property(identified, fc.infiniteStream(fc.nat()), (events, keys) => {
        const shuffled = events
          .map((item) => ({ item, key: keys.next().value as number }))
          .sort((left, right) => left.key - right.key)
          .map(({ item }) => item);
        const past = events.filter(({ at }) => at < asOf);
        const figures = compiled.compute(events, asOf);
        expect(compiled.compute(shuffled, asOf)).toEqual(figures);
        expect(compiled.compute(past, asOf)).toEqual(figures);
      }),
      { numRuns: 25 },
    );
  });

  it('a name computed alone is the same as among all', () => {
    fc.assert(
      fc.property(identified, fc.nat(names.length - 1), (events, place) => {
        expect(compileIndicators([names[place] ?? '']).compute(events, asOf)[0]).toBe(
          compiled.compute(events, asOf)[place],
        );
      }),
      { numRuns: 100 },
    );
  });
});

function agrees(left: number | null, right: number | null): boolean {
  if (left === null || right === null) return left === right;
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}
