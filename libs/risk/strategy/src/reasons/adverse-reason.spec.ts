import { adverseReason, adverseReasons } from './adverse-reason.js';
import { reasonCodes } from './reason-codes.js';

it.each([
  ['repayments.delayMonths.max.180d', 'high', 'RECENT_ARREARS'],
  ['repayments.delayMonths.max.180d', 'low', 'PROFILE_RISK'],
  ['payments.balance.min.90d', 'low', 'BALANCE_TOO_LOW'],
  ['payments.out.balance.p10.90d', 'low', 'BALANCE_TOO_LOW'],
  ['balances.mean.180d', 'high', 'BALANCE_TOO_HIGH'],
  ['balances.deviation.180d', 'high', 'BALANCE_UNSTABLE'],
  ['payments.in.sum.30d', 'low', 'INCOME_TOO_LOW'],
  ['payments.in.longestGap.365d', 'high', 'IRREGULAR_INCOME'],
  ['payments.out.sum.30d', 'high', 'OUTGOINGS_TOO_HIGH'],
  ['payments.count.30d', 'low', 'PAYMENTS_TOO_LOW'],
  ['orders.longestGap.365d', 'high', 'IRREGULAR_ACTIVITY'],
  ['payments.in.countShare.90d', 'high', 'PROFILE_RISK'],
  ['payments.in.sum.30d', 'missing', 'HISTORY_INCOMPLETE'],
  ['signals.lenders.elsewhere.applications.30d', 'high', 'RECENT_APPLICATIONS'],
  ['signals.lenders.elsewhere.lenders.7d', 'high', 'RECENT_APPLICATIONS'],
  ['signals.lenders.elsewhere.writeOffs.90d', 'high', 'PROFILE_RISK'],
  ['signals.lenders.elsewhere.loans.90d', 'low', 'PROFILE_RISK'],
  ['region', 'other', 'PROFILE_RISK'],
] as const)('%s on the %s side is %s', (characteristic, side, code) => {
  expect(adverseReason({ characteristic, side })).toBe(code);
});

it('several characteristics that say the same are told once', () => {
  expect(
    adverseReasons([
      { characteristic: 'payments.balance.min.90d', side: 'low' },
      { characteristic: 'payments.balance.mean.30d', side: 'low' },
      { characteristic: 'repayments.delayMonths.last.all', side: 'high' },
    ]),
  ).toEqual(['BALANCE_TOO_LOW', 'RECENT_ARREARS']);
});

it('every code has a sentence in both languages', () => {
  for (const [code, { en, zh }] of Object.entries(reasonCodes)) {
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(zh).toMatch(/\p{Script=Han}.*。$/u);
  }
});
