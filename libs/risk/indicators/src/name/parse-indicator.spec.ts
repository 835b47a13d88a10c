import { Fault } from '@fanxing/kernel';
import fc from 'fast-check';
import { aggregateDefinition, aggregateNames } from './aggregate.js';
import { isFiltered, type Indicator } from './indicator.js';
import { formatIndicator, parseIndicator } from './parse-indicator.js';

const plain = { direction: null, channel: null, fields: [], measure: null, windowDays: null } as const;

describe('a name reads back to what it means', () => {
  it.each<[string, Indicator]>([
    ['payments.count.all', { ...plain, kind: 'payment', aggregate: 'count' }],
    [
      'payments.in.qr.sum.30d',
      { ...plain, kind: 'payment', direction: 'in', channel: 'qr', aggregate: 'sum', windowDays: 30 },
    ],
    [
      'repayments.delayMonths.max.180d',
      { ...plain, kind: 'repayment', measure: 'delayMonths', aggregate: 'max', windowDays: 180 },
    ],
    [
      'payments.out.channel=kiosk.k_symbol=SANKC%2E%20UROK.balance.min.90d',
      {
        kind: 'payment',
        direction: 'out',
        channel: 'kiosk',
        fields: [{ field: 'k_symbol', value: 'SANKC. UROK' }],
        measure: 'balance',
        aggregate: 'min',
        windowDays: 90,
      },
    ],
    ['deliveries.count.7d', { ...plain, kind: 'delivery', aggregate: 'count', windowDays: 7 }],
    ['purchases.count.7d', { ...plain, kind: 'purchase', aggregate: 'count', windowDays: 7 }],
    ['kind=cookie.count.7d', { ...plain, kind: 'cookie', aggregate: 'count', windowDays: 7 }],
    ['kind=支付.@qr.mean.all', { ...plain, kind: '支付', measure: 'qr', aggregate: 'mean' }],
    [
      'payments.@channel=a.b=.count.all',
      {
        ...plain,
        kind: 'payment',
        fields: [
          { field: 'b', value: '' },
          { field: 'channel', value: 'a' },
        ],
        aggregate: 'count',
      },
    ],
  ])('%s', (name, indicator) => {
    const sorted = {
      ...indicator,
      fields: [...indicator.fields].sort((a, b) => (a.field < b.field ? -1 : 1)),
    };
    const canonical = formatIndicator(sorted);
    expect(parseIndicator(canonical)).toEqual(sorted);
    if (indicator.fields.length < 2) expect(canonical).toBe(name);
  });

  it('whatever the bank calls its kinds, channels, fields and values', () => {
    const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    const word = fc.oneof(
      text,
      fc.constantFrom('in', 'out', 'qr', 'channel', 'kind', 'sum', '30d', 'bus', 'buses', 'a=b', '@x'),
    );
    const indicators = fc
      .record({
        kind: word,
        direction: fc.constantFrom('in' as const, 'out' as const, null),
        channel: fc.option(word),
        fields: fc.uniqueArray(fc.record({ field: word, value: fc.oneof(word, fc.constant('')) }), {
          selector: ({ field }) => field,
          maxLength: 3,
        }),
        measure: fc.option(word),
        aggregate: fc.constantFrom(...aggregateNames),
        windowDays: fc.option(fc.integer({ min: 1, max: 9999 })),
      })
      .map((indicator): Indicator => {
        const { measured } = aggregateDefinition(indicator.aggregate);
        const fields = [...indicator.fields].sort((a, b) => (a.field < b.field ? -1 : 1));
        return { ...indicator, fields, measure: measured ? indicator.measure : null };
      })
      .filter((indicator) => {
        const { needsFilter, needsWindow } = aggregateDefinition(indicator.aggregate);
        return !(needsFilter && !isFiltered(indicator)) && !(needsWindow && indicator.windowDays === null);
      });
    fc.assert(
      fc.property(indicators, (indicator) => {
        expect(parseIndicator(formatIndicator(indicator))).toEqual(indicator);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a name that means nothing is refused and says why', () => {
  it.each([
    ['payments.sum', 'it needs at least kinds'],
    ['payment.sum.30d', 'is not the plural'],
    ['payments.total.30d', 'none of the aggregates'],
    ['payments.sum.month', 'is not a window'],
    ['payments.sum.0d', 'is not a window'],
    ['payments.qr.in.sum.30d', 'it is written payments.in.qr.sum.30d'],
    ['payments.channel=qr.sum.30d', 'it is written payments.qr.sum.30d'],
    ['payments.b=1.a=2.sum.30d', 'it is written payments.a=2.b=1.sum.30d'],
    ['payments.in.out.sum.30d', 'it is written'],
    ['payments.fee.count.30d', 'count measures no field'],
    ['payments.fee.in.sum.30d', 'stands after the measure'],
    ['payments.countShare.30d', 'without a filter is always 1'],
    ['payments.countRatio.all', 'needs a window of days'],
    ['payments.a=b c.sum.30d', 'percent-encoded'],
    ['payments..sum.30d', 'is empty'],
    ['', 'at least kinds'],
  ])('%s', (name, why) => {
    expect(() => parseIndicator(name)).toThrow(Fault);
    expect(() => parseIndicator(name)).toThrow(why);
  });
});
