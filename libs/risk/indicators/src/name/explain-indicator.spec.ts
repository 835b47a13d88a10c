import { explainIndicator } from './explain-indicator.js';

it('tells all that somebody else needs to compute it', () => {
  expect(explainIndicator('payments.in.qr.weekdays:6-7.balance.byDay:last.min.90d')).toMatchObject({
    meaning:
      'smallest over each local day (the latest of the field balance) of incoming payment events through the channel qr on weekdays 6 to 7 (Monday is 1) in the 90 days (of 24 hours) before the decision',
    meaningZh:
      '决策前90天（每天24小时）内，渠道为“qr”、星期6至7（周一为1）的流入的 payment 事件的每日字段 balance 最近值的最小值',
    unit: 'unit of balance',
    definition: {
      kind: 'payment',
      direction: 'in',
      channel: 'qr',
      conditions: ['weekdays:6-7'],
      measure: 'balance',
      grouping: 'byDay:last',
      aggregate: 'min',
      formula: 'the smallest v',
      window: '90d',
    },
  });
  expect(explainIndicator('payments.sum.30d/90d')).toMatchObject({
    unit: 'ratio',
    meaning:
      'sum of the amount of payment events in the 30 days (of 24 hours) before the decision, divided by the same in the 90 days (of 24 hours)',
    meaningZh: '决策前30天（每天24小时）内，payment 事件的金额之和，与90天之比',
  });
  expect(explainIndicator('payments.perDay:count.30d@30d')).toMatchObject({
    unit: 'events, a day',
    meaning:
      'per day of the window: number of payment events in the 30 days (of 24 hours) before 30 days before the decision',
    definition: { measure: null, transform: 'perDay' },
  });
});

it('explains a transformed figure, and nothing that has no meaning', () => {
  expect(explainIndicator('payments.log:sum.30d').unit).toBe('logarithm of money in major units');
  expect(() => explainIndicator('payments.sum.30d/30d')).toThrow('is not a window');
});
