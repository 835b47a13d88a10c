import { domainOfIndicator } from './actionable-figures.js';

it.each([
  ['payments.in.sum.30d', 'PAYMENTS', { places: 2 }],
  ['payments.in.count.90d', 'PAYMENTS', { places: 0, minimum: 0 }],
  ['payments.in.count.all', 'PAYMENTS', { places: 0, minimum: 7 }],
  ['payments.activeDays.30d', 'PAYMENTS', { places: 0, minimum: 0, maximum: 30 }],
  ['payments.daysSinceLast.90d', 'PAYMENTS', { places: 4, minimum: 0, maximum: 90 }],
  ['payments.weekendShare.90d', 'PAYMENTS', { places: 4, minimum: 0, maximum: 1 }],
  ['payments.in.sum.30d/90d', 'PAYMENTS', { places: 4 }],
  ['repayments.delayMonths.max.180d', 'REPAYMENT', { places: 4 }],
] as const)('%s can be influenced', (name, category, domain) => {
  expect(domainOfIndicator(name, 7, category)).toEqual(domain);
});

it.each([
  ['what others say of a borrower', 'creditInquiries.count.30d', 'BUREAU'],
  ['what a borrower uses', 'logins.count.30d', 'DEVICE'],
  ['where a borrower is', 'locations.count.30d', 'LOCATION'],
  ['events that nobody has declared', 'sneezes.count.30d', undefined],
  ['a window that is over', 'payments.in.sum.30d@30d', 'PAYMENTS'],
  ['how old the first event is', 'payments.daysSinceFirst.all', 'PAYMENTS'],
  ['the hour of the day', 'payments.busiestHour.90d', 'PAYMENTS'],
] as const)('%s can not', (_, name, category) => {
  expect(domainOfIndicator(name, 7, category)).toBeUndefined();
});
