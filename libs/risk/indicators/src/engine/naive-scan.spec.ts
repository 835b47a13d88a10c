import { fromEpochMs, parseInstant, type Instant } from '@fanxing/kernel';
import fc from 'fast-check';
import { catalogueFor } from '../catalogue/catalogue.js';
import { vocabularyOf } from '../catalogue/vocabulary.js';
import type { IndicatorEvent } from '../event.js';
import type { Indicator } from '../name/indicator.js';
import { parseIndicator } from '../name/parse-indicator.js';
import { compileIndicators } from './compile-indicators.js';

const asOf = parseInstant('2026-11-22T08:00:00Z');
const dayMs = 86_400_000;

function daysBefore(days: number): Instant {
  return fromEpochMs(Date.parse(asOf) - days * dayMs);
}

function sample(more: Partial<IndicatorEvent>): IndicatorEvent {
  const nothing = { amountMinor: null, currency: null, direction: null, counterparty: null, channel: null };
  return { id: 'e', borrowerId: 'b', kind: 'payment', at: asOf, fields: {}, ...nothing, ...more };
}

const randomEvents = fc.array(
  fc.record({
    kind: fc.constantFrom('payment', 'balance'),
    // Many events fall on the same moments and exactly on the borders of windows.
    at: fc.oneof(
      fc.constantFrom(0, 7, 14, 30, 60, 90, 180, 365).map(daysBefore),
      fc.double({ min: -5, max: 400, noNaN: true }).map(daysBefore),
    ),
    amountMinor: fc.option(fc.bigInt({ min: -10_000n, max: 1_000_000n })),
    currency: fc.constantFrom('CNY', 'CNY', 'CNY', null),
    direction: fc.constantFrom('in' as const, 'out' as const, null),
    counterparty: fc.constantFrom('a', 'b', 'c', null),
    channel: fc.constantFrom('qr', 'kiosk', null),
    fields: fc.record({
      delay: fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constant(null)),
      purpose: fc.constantFrom('rent', 'wages. net', null),
    }),
  }),
  { maxLength: 40 },
);

const identified = randomEvents.map((events) =>
  events.map((rest, place): IndicatorEvent => ({ id: `e${place}`, borrowerId: 'b', ...rest })),
);

describe('on any events', () => {
  const vocabulary = vocabularyOf(
    ['in', 'out'].flatMap((direction) =>
      ['payment', 'balance'].flatMap((kind) =>
        ['qr', 'kiosk'].map((channel) =>
          sample({
            kind,
            channel,
            direction: direction as 'in' | 'out',
            amountMinor: 1n,
            counterparty: 'a',
            fields: { delay: 1, purpose: 'wages. net' },
          }),
        ),
      ),
    ),
  );
  const names = catalogueFor(vocabulary, { limit: 100_000, windows: [7, 30, 90, 365, null] });
  const compiled = compileIndicators(names);

  it('every indicator of a catalogue is what a naive scan finds', () => {
    expect(names.length).toBeGreaterThan(2_000);
    fc.assert(
      fc.property(identified, (events) => {
        const figures = compiled.compute(events, asOf);
        names.forEach((name, place) => {
          const [figure, naive] = [figures[place] ?? null, scan(parseIndicator(name), events)];
          if (!agrees(figure, naive)) throw new Error(`${name}: ${figure}, but a naive scan says ${naive}`);
        });
      }),
      { numRuns: 25 },
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
      { numRuns: 50 },
    );
  });
});

function agrees(left: number | null, right: number | null): boolean {
  if (left === null || right === null) return left === right;
  return Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left), Math.abs(right));
}

/** The definition, read off word by word: no sharing, no sorting beyond need, sums in whole minor units. */
function scan(indicator: Indicator, events: readonly IndicatorEvent[]): number | null {
  const end = Date.parse(asOf);
  const begin = indicator.windowDays === null ? -Infinity : end - indicator.windowDays * dayMs;
  const kindOnly = { ...indicator, direction: null, channel: null, fields: [] };
  const { aggregate } = indicator;
  const here = figuresOf(indicator, events, begin, end);
  if (aggregate.endsWith('Share')) {
    const all = figuresOf(kindOnly, events, begin, end);
    if (aggregate === 'countShare')
      return all.moments.length ? here.moments.length / all.moments.length : null;
    const whole = total(all.values);
    return all.values.length && whole ? total(here.values) / whole : null;
  }
  if (aggregate.endsWith('Ratio')) {
    const before = figuresOf(indicator, events, 2 * begin - end, begin);
    if (aggregate === 'countRatio')
      return before.moments.length ? here.moments.length / before.moments.length : null;
    if (!here.values.length || !before.values.length || total(before.values) === 0) return null;
    const ratio = total(here.values) / total(before.values);
    return aggregate === 'sumRatio' ? ratio : (ratio / here.values.length) * before.values.length;
  }
  return plainAggregate(aggregate, here, end);
}

interface Figures {
  readonly moments: readonly number[];
  readonly parties: readonly (string | null)[];
  readonly values: readonly number[];
  readonly valueDays: readonly number[];
  readonly valueParties: readonly (string | null)[];
}

function figuresOf(
  indicator: Indicator,
  events: readonly IndicatorEvent[],
  begin: number,
  end: number,
): Figures {
  const kept = events
    .filter((item) => item.kind === indicator.kind)
    .filter((item) => Date.parse(item.at) >= begin && Date.parse(item.at) < end)
    .filter((item) => indicator.direction === null || item.direction === indicator.direction)
    .filter((item) => indicator.channel === null || item.channel === indicator.channel)
    .filter((item) => indicator.fields.every(({ field, value }) => item.fields[field] === value))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1));
  const valueOf = (item: IndicatorEvent): number | null => {
    if (indicator.measure === null) return item.amountMinor === null ? null : Number(item.amountMinor) / 100;
    const value = item.fields[indicator.measure];
    return typeof value === 'number' ? value : null;
  };
  const valued = kept.filter((item) => valueOf(item) !== null);
  return {
    moments: kept.map((item) => Date.parse(item.at)),
    parties: kept.map((item) => item.counterparty),
    values: valued.map((item) => valueOf(item) ?? 0),
    valueDays: valued.map((item) => Date.parse(item.at) / dayMs),
    valueParties: valued.map((item) => item.counterparty),
  };
}

function total(values: readonly number[]): number {
  return Math.round(values.reduce((sum, value) => sum + value, 0) * 100) / 100;
}

function plainAggregate(aggregate: Indicator['aggregate'], figures: Figures, end: number): number | null {
  const { moments, values } = figures;
  if (aggregate === 'count') return moments.length;
  if (aggregate === 'counterparties') return new Set(figures.parties.filter((party) => party !== null)).size;
  if (aggregate === 'daysSinceLast') return moments.length ? (end - Math.max(...moments)) / dayMs : null;
  if (aggregate === 'longestGap') {
    const gaps = moments.slice(1).map((moment, place) => (moment - (moments[place] ?? 0)) / dayMs);
    return gaps.length ? Math.max(...gaps) : null;
  }
  if (values.length === 0) return null;
  const mean = total(values) / values.length;
  const sorted = [...values].sort((a, b) => a - b);
  const quantiles = { min: 0, p10: 0.1, p25: 0.25, median: 0.5, p75: 0.75, p90: 0.9, max: 1 };
  if (aggregate in quantiles) {
    const position = (sorted.length - 1) * quantiles[aggregate as keyof typeof quantiles];
    const weight = position % 1;
    return (sorted[Math.floor(position)] ?? 0) * (1 - weight) + (sorted[Math.ceil(position)] ?? 0) * weight;
  }
  if (aggregate === 'sum') return total(values);
  if (aggregate === 'mean') return mean;
  if (aggregate === 'first') return values[0] ?? null;
  if (aggregate === 'last') return values[values.length - 1] ?? null;
  if (aggregate === 'deviation')
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  if (aggregate === 'slope') return slopeOf(figures, mean);
  const sizes = new Map<string, number>();
  figures.valueParties.forEach((party, place) => {
    if (party !== null) sizes.set(party, (sizes.get(party) ?? 0) + Math.abs(values[place] ?? 0));
  });
  const all = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return all === 0 ? null : [...sizes.values()].reduce((sum, size) => sum + (size / all) ** 2, 0);
}

function slopeOf({ values, valueDays }: Figures, mean: number): number | null {
  if (new Set(valueDays).size < 2) return null;
  const origin = valueDays[0] ?? 0;
  const days = valueDays.map((day) => day - origin);
  const middle = days.reduce((sum, day) => sum + day, 0) / days.length;
  const top = days.reduce((sum, day, place) => sum + (day - middle) * ((values[place] ?? 0) - mean), 0);
  return top / days.reduce((sum, day) => sum + (day - middle) ** 2, 0);
}
