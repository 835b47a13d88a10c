import { fault } from './fault-sentence.js';

/** What lines and loans refuse: a part of the one table of faults, `fault-table.ts`. */
export const lendingFaults = {
  LINE_EXISTS: fault(
    'CONFLICT',
    'The borrower has an active credit line for this product already.',
    '借款人在该产品下已有生效的授信额度。',
  ),
  LINE_AVAILABLE_EXCEEDED: fault(
    'LIMIT_EXCEEDED',
    'Only {available} {currency} of the credit line is available.',
    '授信额度仅剩 {available} {currency} 可用。',
  ),
  ASSIGNEE_UNFIT: fault(
    'BAD_USER_INPUT',
    'Nobody with the open account {assignee} may work on collection cases: name a person whose roles permit it.',
    '没有可处理催收案件的有效账户 {assignee}：请指定具有相应权限的人员。',
  ),
  DRAW_TOO_SMALL: fault(
    'LIMIT_EXCEEDED',
    'The smallest drawdown of this product is {lowest} {currency}.',
    '该产品的最低提款额为 {lowest} {currency}。',
  ),
  REPAYMENT_EXCEEDS_DEBT: fault(
    'CONFLICT',
    'The repayment is more than the {outstanding} {currency} that is owed.',
    '还款金额超过应还的 {outstanding} {currency}。',
  ),
  DOCUMENTS_WAITING: fault(
    'UNAVAILABLE',
    '{waitingMax} documents wait to be drawn already: try again in a minute.',
    '已有 {waitingMax} 份文件等待生成：请一分钟后重试。',
  ),
  WAIVER_EXCEEDS_DEBT: fault(
    'CONFLICT',
    'Of {part} only {owed} {currency} is owed by now: waive at most that.',
    '{part} 目前仅欠 {owed} {currency}：减免不得超过该金额。',
  ),
  CREDIT_EXCEEDED: fault(
    'CONFLICT',
    "The loan holds less of the borrower's money than that: refund at most its credit.",
    '该贷款的溢缴款不足：退款不得超过溢缴余额。',
  ),
  REVERSAL_IMPOSSIBLE: fault(
    'CONFLICT',
    'What came later rests on it ({event}): undo that first.',
    '后续交易（{event}）以此为前提：请先撤销后续交易。',
  ),
  BUSINESS_DATE_PASSED: fault(
    'CONFLICT',
    'The books are at {businessDate} already.',
    '账务日期已是 {businessDate}。',
  ),
  OFFER_EXPIRED: fault(
    'CONFLICT',
    'The offer expired at {expiresAt}: apply again.',
    '报价已于 {expiresAt} 过期：请重新申请。',
  ),
  TOO_LATE_TO_CANCEL: fault(
    'CONFLICT',
    'The {what} is {status}: it is too late to call it off.',
    '该 {what} 的状态为 {status}：已无法撤销。',
  ),
  COLLECTION_UNDER_WAY: fault(
    'CONFLICT',
    'A collection of {loanId} is under way already: wait for its end, or call it off.',
    '贷款 {loanId} 已有在途的代扣：请等待其结束或先撤销。',
  ),
  MANDATE_MISSING: fault(
    'CONFLICT',
    'The borrower has given no mandate that stands: record one first.',
    '借款人没有有效的代扣授权：请先登记授权。',
  ),
  MANDATE_EXISTS: fault(
    'CONFLICT',
    'The borrower has a mandate that stands: revoke it first.',
    '借款人已有生效的代扣授权：请先撤销原授权。',
  ),
  NOTHING_DUE: fault(
    'CONFLICT',
    'Nothing has fallen due by {on}: name an amount to collect it all the same.',
    '截至 {on} 没有到期应还款：如需代扣请指定金额。',
  ),
  LOAN_OPEN: fault(
    'CONFLICT',
    'The borrower has {loans} loans that are not closed: their data are needed until they are.',
    '借款人还有 {loans} 笔未结清的贷款：结清前须保留其数据。',
  ),
} as const;
