import type { SignalDefinition, SignalFigures, SignalReason } from '../signal.js';
import { surenessOf, type NetworkEvidence } from './network-evidence.js';

export function networkFigures({ classified, ring }: NetworkEvidence): SignalFigures {
  const { probability, evidence } = classified;
  const { rhythm } = evidence;
  return {
    'network.merchant.probability': probability,
    'network.degree': evidence.degree,
    'network.coefficient': evidence.coefficient,
    'network.payers': evidence.payers,
    'network.payees': evidence.payees,
    'network.reciprocity': evidence.reciprocity,
    'network.incomingShare': evidence.incomingShare,
    // Logarithms can leave it a hair above.
    'network.counterpartyEntropy': Math.min(1, evidence.counterpartyEntropy),
    'network.incomingDays': rhythm.incomingDays,
    'network.incomingPerDay': rhythm.incomingPerDay,
    'network.hourConcentration': rhythm.hourConcentration,
    'network.ring.member': ring ? 1 : 0,
    'network.ring.probability': ring ? surenessOf(ring) : null,
    'network.ring.size': ring ? ring.members.length : null,
  };
}

/** What the account looks like, always with the degree beside the coefficient, and the ring that it is in. */
export function networkReasons({ classified, ring, account }: NetworkEvidence): SignalReason[] {
  const { kind, probability, evidence } = classified;
  const [percent, coefficient] = [Math.round(100 * probability), evidence.coefficient.toFixed(2)];
  const { degree, payers } = evidence;
  const [looks, looksZh] = kind === 'merchant' ? ['a merchant', '商户'] : ['a person', '个人'];
  const seen: SignalReason = {
    code: kind === 'merchant' ? 'LOOKS_LIKE_MERCHANT' : 'LOOKS_LIKE_PERSON',
    en: `the payments look like ${looks}'s (merchant ${percent} %): ${payers} payers among ${degree} counterparties, of which ${coefficient} of the pairs are seen to have to do with each other`,
    zh: `收付款形态像${looksZh}（商户概率 ${percent}%）：${degree} 个对手方中有 ${payers} 个付款人，对手方两两之间有往来的比例为 ${coefficient}`,
  };
  if (!ring) return [seen];
  const role = ring.members.find((member) => member.account === account)?.role ?? 'member';
  const reported = new Date(ring.reportedMs).toISOString().slice(0, 10);
  const [size, sure] = [ring.members.length, Math.round(100 * surenessOf(ring))];
  return [
    {
      code: 'IN_RING',
      en: `it is a ${role} of a ring of ${size} accounts that money goes round in, first seen ${reported} (probability ${sure} %)`,
      zh: `属于一个 ${size} 个账户的资金回转团伙（角色：${roleZh[role]}），首次发现于 ${reported}（概率 ${sure}%）`,
    },
    seen,
  ];
}

const roleZh = { hub: '中心', buyer: '付款方', member: '成员' } as const;

const common: Pick<SignalDefinition, 'missing' | 'missingZh' | 'needs'> = {
  missing: 'no payment of the last 180 days names another party',
  missingZh: '近 180 天没有注明对手方的收付款',
  needs: [{ purpose: 'CREDIT_DECISION', category: 'PAYMENTS' }],
};
const share = { unit: 'share', unitZh: '占比' };
const accounts = { unit: 'accounts', unitZh: '个账户' };

function signal(
  name: string,
  meaning: string,
  meaningZh: string,
  unit: Pick<SignalDefinition, 'unit' | 'unitZh'>,
  more: Partial<SignalDefinition> = {},
): SignalDefinition {
  return { name: `network.${name}`, meaning, meaningZh, ...unit, ...common, ...more };
}

const inNoRing = {
  missing: `${common.missing}; or the borrower is in no ring`,
  missingZh: `${common.missingZh}；或不属于任何团伙`,
};

/** All of payments within 180 days before the moment. */
export const networkSignals: readonly SignalDefinition[] = [
  signal(
    'merchant.probability',
    'probability that the account is a merchant, by a model fitted to simulated payments: read it beside network.degree',
    '账户为商户的概率（模型由模拟交易拟合，请与 network.degree 一并看）',
    share,
  ),
  signal('degree', 'distinct counterparties', '不同对手方数', accounts),
  signal(
    'coefficient',
    'local clustering coefficient: pairs of counterparties that are seen to pay each other; few counterparties, and few that are borrowers, make it low by themselves',
    '局部聚类系数：对手方两两之间有往来的比例；对手方少或多非本行借款人时本身就低',
    share,
  ),
  signal('payers', 'distinct accounts that paid it', '不同付款账户数', accounts),
  signal('payees', 'distinct accounts that it paid', '不同收款账户数', accounts),
  signal('reciprocity', 'counterparties with payments both ways', '双向往来的对手方占比', share),
  signal('incomingShare', 'payments that came in, of all', '收款笔数占比', share),
  signal(
    'counterpartyEntropy',
    "Shannon's entropy of how payments spread over counterparties: 0 for one, 1 where all have as many",
    '交易在对手方间分布的香农熵：集中于一方为 0，均匀为 1',
    share,
  ),
  signal(
    'incomingDays',
    'days from the first payment to the last on which one came in',
    '首末笔之间有收款的天数占比',
    share,
  ),
  signal('incomingPerDay', 'payments in on such a day', '有收款日的日均笔数', {
    unit: 'payments',
    unitZh: '笔',
  }),
  signal(
    'hourConcentration',
    'how much payments in keep to the same hours: 0 spread over the day, 1 all at one hour',
    '收款时点的集中度：全天均匀为 0，同一时刻为 1',
    share,
  ),
  signal(
    'ring.member',
    '1 where the borrower is in a ring that money goes round in (cash-out), else 0',
    '属于资金回转（套现）团伙为 1，否则为 0',
    { unit: '0 or 1', unitZh: '0 或 1' },
  ),
  signal(
    'ring.probability',
    'how sure that ring was when it was surest',
    '该团伙的最高概率',
    share,
    inNoRing,
  ),
  signal('ring.size', 'accounts in that ring', '该团伙的账户数', accounts, inNoRing),
];
