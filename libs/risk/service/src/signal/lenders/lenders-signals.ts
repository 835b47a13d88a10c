import { figuresOf } from '../../lenders/lender-figures.js';
import type { LenderAnswer } from '../../lenders/lender.store.js';
import type { SignalDefinition, SignalFigures, SignalNeed, SignalReason } from '../signal.js';

/** The same figures as `multiLenderView` shows, by the names that rules use. */
export function lendersFigures(answer: LenderAnswer): SignalFigures {
  return Object.fromEntries(
    Object.entries(figuresOf(answer)).map(([name, value]) => [name.slice('signals.'.length), value]),
  );
}

/** What was told at all, the longest window of each kind; or that it was too little to be told. */
export function lendersReasons(answer: LenderAnswer): SignalReason[] {
  const figures = lendersFigures(answer);
  const told = lendersSignals.flatMap(({ name, meaning, meaningZh }): SignalReason[] => {
    const least = figures[name] ?? 0;
    if (least === 0 || !name.endsWith('.90d')) return [];
    const zh = `${meaningZh}：至少 ${least}`;
    return [{ code: 'SEEN_ELSEWHERE', en: `${meaning}: ${least} or more`, zh }];
  });
  return told.length > 0 ? told : [tooFewLenders];
}

const tooFewLenders: SignalReason = {
  code: 'TOO_FEW_LENDERS',
  en: 'no figure has three other lenders or more behind it in 90 days, so nothing is told',
  zh: '近 90 天内各项背后均不足三家其他机构，按规则不予披露',
};

const identity: SignalNeed = { purpose: 'CROSS_TENANT_SIGNALS', category: 'IDENTITY' };
const contact: SignalNeed = { purpose: 'CROSS_TENANT_SIGNALS', category: 'CONTACT' };

const common: Pick<SignalDefinition, 'missing' | 'missingZh'> = {
  missing:
    'the bank has no number that names the borrower, the application is over or older than 30 days, or nothing was asked for it',
  missingZh: '银行没有可识别借款人的证件号码，或申请已结束、已超过 30 天，或该申请从未查询过',
};

const counted = [
  [
    'lenders',
    'other lenders that have anything of the borrower',
    '有该借款人记录的其他机构数',
    'lenders',
    '家',
  ],
  ['applications', 'applications at other lenders', '在其他机构的申请次数', 'applications', '次'],
  ['loans', 'loans that other lenders paid out', '其他机构的放款笔数', 'loans', '笔'],
  ['writeOffs', 'loans that other lenders wrote off', '其他机构的核销笔数', 'loans', '笔'],
] as const;

/** Each is the least of its band; 0 says that fewer than three other lenders are behind it (docs/decisions/0174). */
export const lendersSignals: readonly SignalDefinition[] = [
  ...[7, 30, 90].flatMap((days) =>
    counted.map(([what, meaning, meaningZh, unit, unitZh]): SignalDefinition => ({
      name: `lenders.elsewhere.${what}.${days}d`,
      meaning: `${meaning} in ${days} days, the least of its band`,
      meaningZh: `近 ${days} 天${meaningZh}（区间下限）`,
      ...{ unit, unitZh, ...common, needs: [identity] },
    })),
  ),
  {
    name: 'lenders.elsewhere.phoneSharers.90d',
    meaning: 'others who applied elsewhere with the same telephone number in 90 days, the least of its band',
    meaningZh: '近 90 天用同一手机号在其他机构申请的其他人数（区间下限）',
    ...{ unit: 'persons', unitZh: '人', needs: [identity, contact] },
    missing: `${common.missing}; or there is no telephone number of the borrower`,
    missingZh: `${common.missingZh}；或没有借款人的手机号`,
  },
];
