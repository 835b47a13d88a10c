import { describeIndicator } from './describe-indicator.js';

it('says what a name means in both languages, its unit and what missing is', () => {
  expect(describeIndicator('payments.in.qr.sum.30d')).toEqual({
    name: 'payments.in.qr.sum.30d',
    meaning:
      'sum of the amount of incoming payment events through the channel qr in the 30 days (of 24 hours) before the decision',
    meaningZh: '决策前30天（每天24小时）内，渠道为“qr”的流入的 payment 事件的金额之和',
    unit: 'money in major units',
    unitZh: '货币主单位（如元）',
    missing: 'missing (null) when no event in the window has the measure',
  });
  expect(describeIndicator('repayments.delayMonths.slope.all')).toMatchObject({
    meaning:
      'least-squares slope per day of the field delayMonths of repayment events in the whole history before the decision',
    unit: 'unit of delayMonths, a day',
    unitZh: 'delayMonths 的单位/天',
  });
  expect(describeIndicator('payments.count.7d')).toMatchObject({
    unit: 'events',
    unitZh: '笔',
    missing: '0 when there is none',
  });
});

it('does not describe what it can not compute', () => {
  expect(() => describeIndicator('payments.vibe.30d')).toThrow('none of the aggregates');
});
