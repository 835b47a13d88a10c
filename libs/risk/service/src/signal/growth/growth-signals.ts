import { formatMinor, minorUnitExponent } from '@fanxing/kernel';
import type { GrowthRule, GrowthStart, LimitGrowth } from '@fanxing/risk-growth';
import type { SignalDefinition, SignalFigures, SignalReason } from '../signal.js';

/** An operator's limit and what makes it grow, by the rule of a product. */
export interface GrowthEvidence {
  readonly rule: GrowthRule;
  readonly start: GrowthStart;
  readonly growth: LimitGrowth;
}

export function growthFigures({ rule, growth }: GrowthEvidence): SignalFigures {
  const unit = 10 ** minorUnitExponent(rule.currency);
  const { limitMinor, today, next, withTenMore, suspectMinor } = growth;
  return {
    'growth.customers.today': today.customers,
    'growth.customers.sinceRaise': next.customers,
    'growth.limit': Number(limitMinor) / unit,
    'growth.raise.next': Number(next.raiseMinor) / unit,
    'growth.raise.tenMore': Number(withTenMore.raiseMinor - next.raiseMinor) / unit,
    'growth.capUsed': Number(limitMinor) / Number(rule.capMinor),
    'growth.suspect': Number(suspectMinor) / unit,
  };
}

export function growthReasons({ rule, growth }: GrowthEvidence): SignalReason[] {
  const { next, withTenMore, today, suspectMinor } = growth;
  const amount = (minor: bigint): string => `${formatMinor(minor, rule.currency)} ${rule.currency}`;
  const more = withTenMore.raiseMinor - next.raiseMinor;
  const left = today.uncounted.RING_MEMBER + today.uncounted.OWN_ACCOUNT;
  return [
    {
      code: 'NEXT_RAISE',
      en: `${next.customers} effective customers raise the limit by ${amount(next.raiseMinor)} on ${next.on}; ten more would bring ${amount(more)}`,
      zh: `${next.customers} 位有效顾客将于 ${next.on} 提额 ${amount(next.raiseMinor)}；再多十位可增加 ${amount(more)}`,
    },
    ...(left > 0
      ? [
          {
            code: 'PAYERS_LEFT_OUT',
            en: `${left} of today's payments are from own accounts or members of a ring and bring no customer`,
            zh: `今日有 ${left} 笔付款来自本人账户或团伙成员，不计入有效顾客`,
          },
        ]
      : []),
    ...(suspectMinor > 0n
      ? [
          {
            code: 'RAISED_BY_RING',
            en: `${amount(suspectMinor)} of the limit were brought by payers who turned out to be in a ring`,
            zh: `额度中有 ${amount(suspectMinor)} 来自事后发现的团伙成员`,
          },
        ]
      : []),
  ];
}

const common: Pick<SignalDefinition, 'missing' | 'missingZh' | 'needs'> = {
  missing: 'the product has no growth rule, or has not approved the borrower yet',
  missingZh: '产品没有多收多贷规则，或尚未批准该借款人',
  needs: [{ purpose: 'CREDIT_DECISION', category: 'PAYMENTS' }],
};
const customers = { unit: 'customers', unitZh: '位' };
const money = { unit: 'money in major units', unitZh: '金额（主单位）' };

function signal(
  name: string,
  meaning: string,
  meaningZh: string,
  unit: Pick<SignalDefinition, 'unit' | 'unitZh'>,
): SignalDefinition {
  return { name: `growth.${name}`, meaning, meaningZh, ...unit, ...common };
}

export const growthSignals: readonly SignalDefinition[] = [
  signal('customers.today', 'effective customers of the day', '当日有效顾客数', customers),
  signal(
    'customers.sinceRaise',
    'effective customers since the last raise day',
    '自上次提额日以来的有效顾客数',
    customers,
  ),
  signal('limit', 'the limit that customers have brought it to', '多收多贷后的额度', money),
  signal('raise.next', 'what the next raise will be as it stands', '按目前情况下次提额金额', money),
  signal('raise.tenMore', 'what ten more customers would add to it', '再多十位顾客可增加的金额', money),
  signal('capUsed', 'the limit beside its cap', '额度与上限之比', { unit: 'share', unitZh: '占比' }),
  signal(
    'suspect',
    'what payers brought who turned out to be in a ring after the raise',
    '提额后发现为团伙成员的付款人所带来的额度',
    money,
  ),
];
