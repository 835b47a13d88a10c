/** What kinds of personal data there are (个人信息类别), each with its name in both languages. */
export const dataCategories = {
  IDENTITY: { en: 'name and identity documents', zh: '姓名与证件' },
  CONTACT: { en: 'telephone, e-mail, address', zh: '电话、邮箱、地址' },
  PROFILE: { en: 'age, education, occupation, region, customer segment', zh: '年龄、学历、职业、地区、客群' },
  ACCOUNTS: { en: 'accounts, balances and limits at the bank', zh: '账户、余额与额度' },
  PAYMENTS: { en: 'payments received and made', zh: '收付款流水' },
  ORDERS: { en: 'orders, purchases, deliveries', zh: '订单、消费与物流' },
  REPAYMENT: { en: 'loans and how they were repaid', zh: '借款与还款记录' },
  BUREAU: { en: 'reports of credit bureaus', zh: '征信报告' },
  DEVICE: { en: 'devices, sign-ins, browsers', zh: '设备与登录信息' },
  LOCATION: { en: 'places and movements', zh: '位置与行踪' },
  TEXT: { en: "texts in the borrower's own words", zh: '本人发布的文字' },
  SOCIAL: { en: 'contacts with other people', zh: '社交往来' },
} as const satisfies Record<string, { readonly en: string; readonly zh: string }>;

export type DataCategory = keyof typeof dataCategories;

export const dataCategoryNames = Object.keys(dataCategories) as readonly DataCategory[];
