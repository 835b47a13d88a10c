export interface ReasonSentence {
  readonly en: string;
  readonly zh: string;
}

function sentence(en: string, zh: string): ReasonSentence {
  return { en, zh };
}

/**
 * Why an application was declined or a line changed, as the borrower is told. The codes stand in recorded decisions: add, never rename.
 * A sentence says what was seen and never how the threshold could be met by half a point.
 */
export const reasonCodes = {
  HISTORY_TOO_SHORT: sentence(
    'Your history with the bank is still too short for a decision.',
    '您在本行的历史记录尚短，暂无法评估。',
  ),
  ACTIVITY_STALE: sentence('There was no recent activity on your account.', '您的账户近期没有活动记录。'),
  SCORE_BELOW_CUTOFF: sentence(
    'Your credit score is below what this product needs.',
    '您的信用评分未达到本产品的要求。',
  ),
  RECENT_ARREARS: sentence('Recent payments were late.', '您近期有逾期还款。'),
  BALANCE_TOO_LOW: sentence('Your account balances were low.', '您的账户余额偏低。'),
  BALANCE_TOO_HIGH: sentence(
    'Your balances were higher than those of borrowers who repaid without trouble.',
    '您的账面余额高于正常还款客户的水平。',
  ),
  BALANCE_UNSTABLE: sentence('Your account balances went up and down strongly.', '您的账户余额波动较大。'),
  INCOME_TOO_LOW: sentence('Little money came in on your account.', '您的账户流入资金偏少。'),
  IRREGULAR_INCOME: sentence('Money came in on your account irregularly.', '您的账户资金流入不规律。'),
  OUTGOINGS_TOO_HIGH: sentence('A lot of money left your account.', '您的账户流出资金偏多。'),
  PAYMENTS_TOO_LOW: sentence('Your payments were few or small.', '您的支付笔数或金额偏少。'),
  IRREGULAR_ACTIVITY: sentence('The activity on your account was irregular.', '您的账户活动不规律。'),
  HISTORY_INCOMPLETE: sentence(
    'Some of the history that the score looks at is not there.',
    '评分所需的部分历史记录缺失。',
  ),
  COUNTERPARTIES_TOO_FEW: sentence(
    'Too few different people or firms do business with you yet.',
    '与您往来的交易对手数量偏少。',
  ),
  UNUSUAL_ACTIVITY: sentence(
    'The activity on your account was not of the usual kind.',
    '您的账户活动与正常经营情况不符。',
  ),
  RECENT_APPLICATIONS: sentence(
    'There were several applications for credit elsewhere recently.',
    '您近期在其他机构的贷款申请较多。',
  ),
  PROFILE_RISK: sentence(
    'Other parts of your account history are like those of borrowers who had trouble repaying.',
    '您账户历史的其他方面与还款困难客户较为相似。',
  ),
  DECISION_NOT_IN_TIME: sentence(
    'Your application could not be looked at in time. This says nothing about you.',
    '系统未能及时完成对您申请的评估，这与您本人的情况无关。',
  ),
  DECISION_NOT_POSSIBLE: sentence(
    'Your application could not be looked at for a technical reason. This says nothing about you.',
    '因技术原因，系统未能评估您的申请，这与您本人的情况无关。',
  ),
  DATA_NOT_AVAILABLE: sentence(
    'Data that the decision needs could not be had. This says nothing about you.',
    '评估所需的数据暂时无法取得，这与您本人的情况无关。',
  ),
  LOAN_OVERDUE: sentence('A payment on your loan is overdue.', '您的贷款存在逾期款项。'),
  LINE_NEARLY_USED: sentence('Nearly all of your credit line is in use.', '您的授信额度已接近用满。'),
  GOOD_REPAYMENT: sentence('You have repaid as agreed.', '您一直按约还款。'),
  WARNING_OVER: sentence('What your credit line was stopped for is over.', '此前暂停支用的原因已消除。'),
} as const satisfies Record<string, ReasonSentence>;

export type ReasonCode = keyof typeof reasonCodes;
