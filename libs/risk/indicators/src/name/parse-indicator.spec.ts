import { Fault } from '@fanxing/kernel';
import fc from 'fast-check';
import { aggregateDefinition, aggregateNames } from './aggregate.js';
import { plainIndicator, transformNames, type Indicator } from './indicator.js';
import { meaningProblem } from './check-indicator.js';
import type { Condition } from './condition.js';
import { groupNames, innerNames } from './grouping.js';
import { formatIndicator, parseIndicator } from './parse-indicator.js';

const plain = plainIndicator;
const someConditions: readonly Condition[] = [
  { what: 'hours', from: 22, to: 6 },
  { what: 'weekdays', from: 6, to: 7 },
  { what: 'monthdays', from: 1, to: 1 },
  { what: 'amount', from: 1000, to: null },
  { what: 'counterparty', is: 'new' },
];

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
        ...plain,
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
      'payments.in.hours:22-6.amount:100-1000.balance.byDay:last.min.90d',
      {
        ...plain,
        kind: 'payment',
        direction: 'in',
        conditions: [
          { what: 'hours', from: 22, to: 6 },
          { what: 'amount', from: 100, to: 1000 },
        ],
        measure: 'balance',
        grouping: { by: 'byDay', inner: 'last' },
        aggregate: 'min',
        windowDays: 90,
      },
    ],
    [
      'payments.perDay:sum.30d@60d',
      { ...plain, kind: 'payment', transform: 'perDay', aggregate: 'sum', windowDays: 30, lagDays: 60 },
    ],
    [
      'payments.counterparty:new.mean.30d/all',
      {
        ...plain,
        kind: 'payment',
        conditions: [{ what: 'counterparty', is: 'new' }],
        aggregate: 'mean',
        windowDays: 30,
        againstDays: null,
      },
    ],
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
        conditions: fc.subarray([...someConditions]),
        grouping: fc.option(
          fc.record({ by: fc.constantFrom(...groupNames), inner: fc.constantFrom(...innerNames) }),
          { freq: 1 },
        ),
        transform: fc.option(fc.constantFrom(...transformNames), { freq: 1 }),
        aggregate: fc.constantFrom(...aggregateNames),
        windowDays: fc.option(fc.integer({ min: 1, max: 9999 })),
        past: fc.oneof(
          fc.record({ lagDays: fc.integer({ min: 0, max: 9999 }), againstDays: fc.constant(undefined) }),
          fc.record({
            lagDays: fc.constant(0),
            againstDays: fc.option(fc.integer({ min: 10_000, max: 10_000 }).map(() => 9_998)),
          }),
        ),
      })
      .map(({ past, ...indicator }): Indicator => {
        const { measured } = aggregateDefinition(indicator.aggregate);
        const fields = [...indicator.fields].sort((a, b) => (a.field < b.field ? -1 : 1));
        return { ...indicator, ...past, fields, measure: measured ? indicator.measure : null };
      })
      .filter((indicator) => meaningProblem(indicator) === undefined)
      .filter(({ windowDays, againstDays }) => windowDays !== againstDays);
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
    ['payments.hours:0-24.sum.30d', 'neither a condition'],
    ['payments.weekdays:7-6.sum.30d', 'neither a condition'],
    ['payments.amount:100-.sum.30d', 'neither a condition'],
    ['payments.amount:1-2.hours:1-2.sum.30d', 'it is written payments.hours:1-2.amount:1-2.sum.30d'],
    ['payments.byDay:sum.in.max.30d', 'stands after the group'],
    ['payments.byDay:sum.sum.30d', 'does not look at groups'],
    ['payments.byDay:max.max.30d', 'is the plain max'],
    ['payments.fee.byDay:count.max.30d', 'count measures no field'],
    ['payments.byDay:sum.count.30d', 'does not look at groups'],
    ['payments.in.netSum.30d', 'looks at both directions'],
    ['payments.sum.30d/30d', 'is not a window'],
    ['payments.sum.30d@0d', 'is not a window'],
    ['payments.sumRatio.30d/90d', 'is a comparison already'],
    ['payments.newCounterparties.30d/all', 'needs a window of days'],
    ['payments.perDay:sum.all', 'perDay needs a window'],
    ['payments.perDay:mean.30d', 'does not grow'],
    ['payments.log:sum.30d/90d', 'is not transformed'],
    ['payments.root:sum.30d', 'none of the aggregates'],
  ])('%s', (name, why) => {
    expect(() => parseIndicator(name)).toThrow(Fault);
    expect(() => parseIndicator(name)).toThrow(why);
  });
});
