/** What a strategy looks at: some of a borrower's events, as the first part of an indicator's name says it. */
export interface Subject {
  /** Such as `payments.in.qr`. */
  readonly name: string;
  readonly en: string;
  readonly zh: string;
}

const channels: readonly (readonly [token: string, en: string, zh: string])[] = [
  ['', '', ''],
  ['.qr', ' by QR code', '扫码'],
  ['.ecommerce', ' from online shops', '电商'],
  ['.transfer', ' by transfer', '转账'],
  ['.card', ' by card', '刷卡'],
  ['.pos', ' at terminals', 'POS'],
  ['.cash', ' in cash', '现金'],
  ['.wallet', ' from wallets', '钱包'],
  ['.app', ' in the app', '应用内'],
  ['.web', ' on the web', '网页'],
  ['.branch', ' at branches', '网点'],
  ['.agent', ' through agents', '代理点'],
];

function payments(direction: 'in' | 'out', en: string, zh: string): Subject[] {
  return channels.map(([token, by, ways]) => ({
    name: `payments.${direction}${token}`,
    en: en + by,
    zh: ways + zh,
  }));
}

/** The groups of subjects that templates choose from. */
export const subjects = {
  takings: payments('in', 'payments received', '收款'),
  outgoings: payments('out', 'payments made', '付款'),
  trade: [
    { name: 'orders', en: 'orders', zh: '订单' },
    { name: 'invoices', en: 'invoices', zh: '发票' },
  ],
  refunds: [
    { name: 'refunds', en: 'refunds', zh: '退款' },
    { name: 'refunds.ecommerce', en: 'refunds of online shops', zh: '电商退款' },
  ],
  balances: [{ name: 'balances', en: 'account balances', zh: '账户余额' }],
  repayments: [{ name: 'repayments', en: 'repayments', zh: '还款' }],
  borrowing: [{ name: 'applications', en: 'applications elsewhere', zh: '他处贷款申请' }],
  access: [
    { name: 'logins', en: 'logins', zh: '登录' },
    { name: 'logins.app', en: 'logins in the app', zh: '应用登录' },
    { name: 'logins.web', en: 'logins on the web', zh: '网页登录' },
  ],
} as const satisfies Record<string, readonly Subject[]>;

export type SubjectGroup = keyof typeof subjects;
