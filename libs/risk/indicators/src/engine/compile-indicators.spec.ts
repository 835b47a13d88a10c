import { fromEpochMs, parseInstant, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import { compileIndicators } from './compile-indicators.js';

const asOf = parseInstant('2026-11-22T08:00:00Z');
const dayMs = 86_400_000;

function daysBefore(days: number): Instant {
  return fromEpochMs(Date.parse(asOf) - days * dayMs);
}

let serial = 0;
function event(at: Instant, more: Partial<IndicatorEvent> = {}): IndicatorEvent {
  serial += 1;
  return {
    id: `event-${serial}`,
    borrowerId: 'borrower-1',
    kind: 'payment',
    at,
    amountMinor: null,
    currency: 'CNY',
    direction: null,
    counterparty: null,
    channel: null,
    fields: {},
    ...more,
  };
}

function one(name: string, events: readonly IndicatorEvent[], at = asOf): number | null {
  return compileIndicators([name]).compute(events, at)[0] ?? null;
}

describe('the window of an indicator', () => {
  it('leaves out what happens at the moment of the decision or after it', () => {
    const events = [event(daysBefore(0)), event(daysBefore(-1)), event(fromEpochMs(Date.parse(asOf) - 1))];
    expect(one('payments.count.all', events)).toBe(1);
  });

  it('of 30 days begins exactly 30 × 24 hours before', () => {
    const before = fromEpochMs(Date.parse(asOf) - 30 * dayMs - 1);
    expect(one('payments.count.30d', [event(daysBefore(30)), event(before)])).toBe(1);
  });
});

describe('figures that are known', () => {
  const amounts = [2, 4, 4, 4, 5, 5, 7, 9].map((major, place) =>
    event(daysBefore(8 - place), {
      amountMinor: BigInt(major) * 100n,
      counterparty: place < 4 ? 'a' : 'b',
      direction: place % 2 === 0 ? 'in' : 'out',
    }),
  );

  it.each([
    ['payments.sum.30d', 40],
    ['payments.mean.30d', 5],
    ['payments.deviation.30d', 2],
    ['payments.median.30d', 4.5],
    ['payments.p25.30d', 4],
    ['payments.p90.30d', 7.6],
    ['payments.first.30d', 2],
    ['payments.last.30d', 9],
    ['payments.counterparties.30d', 2],
    ['payments.concentration.30d', (14 / 40) ** 2 + (26 / 40) ** 2],
    ['payments.daysSinceLast.30d', 1],
    ['payments.longestGap.30d', 1],
    ['payments.in.countShare.30d', 0.5],
    ['payments.in.sumShare.30d', 18 / 40],
    ['payments.countRatio.4d', 1],
    ['payments.sumRatio.4d', 26 / 14],
  ])('%s is %d', (name, figure) => {
    expect(one(name, amounts)).toBeCloseTo(figure, 12);
  });

  it('a straight line has its own slope', () => {
    const line = [10, 7, 4, 1].map((days) =>
      event(daysBefore(days), { amountMinor: BigInt(100 - days * 5) * 100n }),
    );
    expect(one('payments.slope.all', line)).toBeCloseTo(5, 12);
  });

  it('a sum stays exact where doubles would lose a cent', () => {
    const large = [90_071_992_547_409_92n, 1n, 1n, 1n].map((amountMinor) =>
      event(daysBefore(1), { amountMinor }),
    );
    expect(one('payments.sum.all', large)).toBe(Number(90_071_992_547_409_95n) / 100);
    const tenths = Array.from({ length: 10 }, () => event(daysBefore(1), { amountMinor: 10n }));
    expect(one('payments.sum.all', tenths)).toBe(1);
  });

  it('yen have no minor unit, and amounts in another currency than most are not added', () => {
    const yen = [500n, 700n].map((amountMinor) => event(daysBefore(1), { amountMinor, currency: 'JPY' }));
    const dollars = event(daysBefore(1), { amountMinor: 9_900n, currency: 'USD' });
    expect(one('payments.sum.all', [...yen, dollars])).toBe(1200);
    const inDollars = compileIndicators(['payments.sum.all']).compute([...yen, dollars], asOf, 'USD');
    expect(inDollars).toEqual([99]);
  });
});

describe('nothing to compute from', () => {
  it('is missing, except for numbers of things, which are 0', () => {
    const names = [
      'payments.count.all',
      'payments.counterparties.all',
      'payments.sum.all',
      'payments.mean.7d',
    ];
    expect(compileIndicators(names).compute([], asOf)).toEqual([0, 0, null, null]);
  });

  it('an event without the measure counts as an event but not as a figure', () => {
    const events = [
      event(daysBefore(1), { fields: { delay: null } }),
      event(daysBefore(1), { fields: { delay: 'x' } }),
    ];
    expect(one('payments.count.all', events)).toBe(2);
    expect(one('payments.delay.mean.all', events)).toBeNull();
  });

  it('a ratio to nothing is missing', () => {
    expect(one('payments.countRatio.7d', [event(daysBefore(1))])).toBeNull();
  });

  it('an unreadable moment is an error, not an event that vanishes', () => {
    expect(() => one('payments.count.all', [event('yesterday' as Instant)])).toThrow('RFC 3339');
  });
});
