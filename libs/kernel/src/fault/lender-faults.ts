import { fault } from './fault-sentence.js';

/** What is said of borrowing at several lenders. */
export const lenderFaults = {
  LENDER_FIGURES_PAST: fault(
    'BAD_USER_INPUT',
    'Figures as of {asOf} are not kept any more: ask for {earliest} or later, or count the events anew.',
    '{asOf} 时点的指标已不再保留：请查询 {earliest} 或之后的时点，或重新计算全部事件。',
  ),
  LENDER_QUESTION_CLOSED: fault(
    'CONFLICT',
    'What other lenders know is told for an application that is being decided or was approved, {days} days at most; this one is {status}.',
    '仅可就审批中或已通过、且受理不超过 {days} 天的申请查询其他机构信息；该申请状态为 {status}。',
  ),
  LENDER_QUESTIONS_SPENT: fault(
    'RATE_LIMITED',
    'No more than {limit} such questions may be asked per {per}: go on later, and ask for applications only.',
    '此类查询每 {per} 至多 {limit} 次：请稍后再试，且仅限于实际申请。',
  ),
  LENDER_IDENTIFIER_MISSING: fault(
    'CONFLICT',
    'The borrower has neither an identity number nor a unified social credit code: add one with importBorrowers.',
    '该借款人没有身份证号或统一社会信用代码：请用 importBorrowers 补充。',
  ),
} as const;
