import { fault } from './fault-sentence.js';

/** What the books and the comparison with the bank refuse: a part of the one table of faults, `fault-table.ts`. */
export const ledgerFaults = {
  PERIOD_CLOSED: fault(
    'CONFLICT',
    'The books are closed through {closedThrough}: nothing can be entered on {bookedOn}; use a later day, or have the period reopened.',
    '账务已结账至 {closedThrough}：{bookedOn} 不能入账；请改用之后的日期，或申请反结账。',
  ),
  ACCOUNT_NOT_OPEN: fault(
    'CONFLICT',
    'An account named here is not open in this currency: open it, or name another.',
    '所列科目在该币种下未开立：请先开立或改用其他科目。',
  ),
  ACCOUNT_CONTROLLED: fault(
    'FORBIDDEN',
    'Account {code} is kept by lending alone: use another account.',
    '科目 {code} 仅由贷款业务自动记账：请改用其他科目。',
  ),
  ENTRY_UNBALANCED: fault(
    'BAD_USER_INPUT',
    'The debits and credits in {currency} are not equal.',
    '{currency} 的借方与贷方不相等。',
  ),
  ENTRY_REVERSED: fault(
    'CONFLICT',
    'The journal entry {id} has been reversed already.',
    '会计分录 {id} 已被冲销。',
  ),
  FUNDING_EXCEEDED: fault(
    'LIMIT_EXCEEDED',
    'The funding account can not pay that out: its limit would be passed. Put funds in, or raise the limit.',
    '放款资金账户余额不足：将超出透支上限。请补充资金或提高上限。',
  ),
  SHARES_INVALID: fault(
    'BAD_USER_INPUT',
    'The shares can not be used: {problem}.',
    '出资份额无法使用：{problem}。',
  ),
  STATEMENT_INVALID: fault(
    'BAD_USER_INPUT',
    'The bank statement can not be read: {problem}.',
    '银行对账单无法读取：{problem}。',
  ),
  STATEMENT_CHANGED: fault(
    'CONFLICT',
    'Line {line} of this statement was imported before with other content.',
    '该对账单第 {line} 行曾以不同内容导入。',
  ),
} as const;
