/** The words of a statement as a document, in both languages. */

export type StatementLanguage = 'EN' | 'ZH';

export const columnWords = {
  EN: {
    on: 'date',
    loan: 'loan',
    kind: 'kind',
    paid: 'paid',
    principal: 'principal',
    interest: 'interest',
    fee: 'fee',
    penalty: 'penalty',
    outstanding: 'outstanding',
    currency: 'currency',
    entry: 'entry',
  },
  ZH: {
    on: '日期',
    loan: '贷款编号',
    kind: '类型',
    paid: '收付金额',
    principal: '本金',
    interest: '利息',
    fee: '费用',
    penalty: '罚息',
    outstanding: '贷款余额',
    currency: '币种',
    entry: '分录编号',
  },
} as const;

export const documentWords = {
  EN: {
    title: 'Loan statement',
    subject: { loan: 'Loan', creditLine: 'Credit line', borrower: 'Borrower' },
    period: 'Period',
    from: 'from',
    to: 'to',
    whole: 'everything so far',
    empty: 'Nothing happened in this period.',
    note: 'Amounts are by how much a part of the debt grew; what was paid off is below zero. Outstanding is principal.',
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },
  ZH: {
    title: '贷款对账单',
    subject: { loan: '贷款编号', creditLine: '授信额度编号', borrower: '借款人编号' },
    period: '期间',
    from: '自',
    to: '至',
    whole: '全部记录',
    empty: '该期间内没有记录。',
    note: '各栏金额为债务的增加额，已还部分以负数表示；贷款余额为本金余额。',
    page: (page: number, pages: number) => `第 ${page} 页，共 ${pages} 页`,
  },
} as const;

const kindWords: Readonly<Record<StatementLanguage, Readonly<Record<string, string>>>> = {
  EN: {
    DRAWDOWN: 'Drawdown',
    FEE: 'Fee at payout',
    ACCRUAL: 'Accrual',
    REPAYMENT: 'Repayment',
    REFUND: 'Refund',
    RESTRUCTURE: 'New terms',
    WAIVER: 'Waiver',
    WRITE_OFF: 'Write-off',
    REVERSAL: 'Reversal',
  },
  ZH: {
    DRAWDOWN: '放款',
    FEE: '放款费用',
    ACCRUAL: '计提',
    REPAYMENT: '还款',
    REFUND: '退款',
    RESTRUCTURE: '重组',
    WAIVER: '减免',
    WRITE_OFF: '核销',
    REVERSAL: '冲正',
  },
};

export function kindWord(kind: string, language: StatementLanguage): string {
  return kindWords[language][kind] ?? kind;
}
