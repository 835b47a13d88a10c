/** The two columns of double entry. */
export type Side = 'debit' | 'credit';

export type AccountKind = 'asset' | 'liability' | 'income' | 'expense' | 'equity';

/** One account of the chart. `normalSide` is the side on which its balance is shown as a positive number. */
export interface Account {
  readonly code: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly kind: AccountKind;
  readonly normalSide: Side;
}

/**
 * The chart that every tenant starts with. The first digit follows the numbering of the Chinese Accounting
 * Standards' list of accounts (《企业会计准则——应用指南》 附录: 1 资产, 2 负债, 3 共同, 4 所有者权益, 6 损益); the codes
 * below that digit are ours.
 */
export const chartOfAccounts = {
  /** What the partner bank holds for lending. Disbursements credit it, repayments debit it. */
  '1001': account('1001', 'Funding account at the bank', '放款资金账户', 'asset'),
  /** Principal that borrowers owe. */
  '1301': account('1301', 'Loan principal receivable', '应收贷款本金', 'asset'),
  /** Interest that has accrued and is not paid yet. */
  '1311': account('1311', 'Interest receivable', '应收利息', 'asset'),
  /** Fees that have fallen due and are not paid. */
  '1321': account('1321', 'Fees receivable', '应收手续费', 'asset'),
  /** Penalties that have accrued and are not paid. */
  '1331': account('1331', 'Penalties receivable', '应收罚息', 'asset'),
  /** Set aside for losses on loans; stands against 1301. */
  '1391': account('1391', 'Allowance for loan losses', '贷款损失准备', 'asset'),
  /** What a bank statement shows and the books can not explain yet, until somebody has found out. */
  '1901': account('1901', 'Differences under investigation', '待处理财产损溢', 'asset'),
  /** For a bank that pays out through a clearing batch: owed to the clearing until the batch is settled. */
  '2101': account('2101', 'Disbursements in transit', '待清算放款', 'liability'),
  /** What borrowers have paid beyond their debt. */
  '2202': account('2202', 'Overpayments of borrowers', '借款人溢缴款', 'liability'),
  /** Stands between two currencies: each leg of an exchange balances against it in its own currency. */
  '3002': account('3002', 'Currency exchange position', '货币兑换', 'equity'),
  /** What the tenant has put into the funding account. */
  '4001': account('4001', 'Funding contributed by the tenant', '拨入放款资金', 'equity'),
  '6011': account('6011', 'Interest income', '利息收入', 'income'),
  '6021': account('6021', 'Fee income', '手续费收入', 'income'),
  '6031': account('6031', 'Penalty income', '罚息收入', 'income'),
  '6711': account('6711', 'Loan losses', '贷款损失', 'expense'),
} as const satisfies Record<string, Account>;

export type AccountCode = keyof typeof chartOfAccounts;

/** The account of a code; a code outside the chart is a bug and throws. */
export function accountOf(code: AccountCode): Account {
  const found: Account | undefined = Object.hasOwn(chartOfAccounts, code) ? chartOfAccounts[code] : undefined;
  if (!found) throw new Error(`No account ${JSON.stringify(code)} in the chart of accounts`);
  return found;
}

export function isAccountCode(text: string): text is AccountCode {
  return Object.hasOwn(chartOfAccounts, text);
}

/** The kinds of account that may bear a code with this first digit; an account that a tenant adds keeps to it too. */
const kindsOfClass: Readonly<Record<string, readonly AccountKind[]>> = {
  1: ['asset'],
  2: ['liability'],
  3: ['equity'],
  4: ['equity'],
  6: ['income', 'expense'],
};

/** Whether an account of this kind may bear this code: four to eight digits, the first one that of its class. */
export function isCodeFor(kind: AccountKind, code: string): boolean {
  return /^\d{4,8}$/.test(code) && (kindsOfClass[code.charAt(0)] ?? []).includes(kind);
}

/**
 * Accounts whose balance is the sum of a sub-ledger of lending's. Only lending's own entries may touch them: any other would
 * make the books differ from the loans.
 */
export const controlledAccounts: ReadonlySet<string> = new Set([
  '1301',
  '1311',
  '1321',
  '1331',
  '1391',
  '2202',
]);

function account(code: string, en: string, zh: string, kind: AccountKind): Account {
  const normalSide: Side = kind === 'asset' || kind === 'expense' ? 'debit' : 'credit';
  return { code, name: { en, zh }, kind, normalSide };
}
