import { dataCategoryNames, type DataCategory } from './data-category.js';

interface PurposeEntry {
  /** `CONSENT`: only while the borrower agrees. `LAW`: a duty that no withdrawal ends; nobody can grant it. */
  readonly basis: 'CONSENT' | 'LAW';
  /** The least that the purpose needs (最小必要): a read of anything else for it is refused. */
  readonly categories: readonly DataCategory[];
  readonly en: string;
  readonly zh: string;
}

/**
 * What personal data may be used for, and which of it. The database holds the same table as
 * `foundation.purpose_categories`, where the functions that read data ask it; a test compares the two.
 */
export const purposes = {
  CREDIT_DECISION: {
    basis: 'CONSENT',
    categories: ['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE'],
    en: 'To decide on an application for credit',
    zh: '授信审批',
  },
  MARKETING: {
    basis: 'CONSENT',
    categories: ['CONTACT', 'PROFILE', 'ORDERS'],
    en: 'To offer products that were not asked for',
    zh: '营销推荐',
  },
  CROSS_TENANT_SIGNALS: {
    basis: 'CONSENT',
    categories: ['IDENTITY', 'CONTACT', 'REPAYMENT', 'BUREAU', 'DEVICE'],
    en: 'To learn from warnings of other lenders, and to warn them',
    zh: '跨机构风险提示',
  },
  TEXT_ANALYSIS: {
    basis: 'CONSENT',
    categories: ['TEXT', 'SOCIAL'],
    en: "To judge by the borrower's own words",
    zh: '文本分析',
  },
  LOCATION_ANALYSIS: {
    basis: 'CONSENT',
    categories: ['LOCATION'],
    en: 'To judge by places and movements',
    zh: '位置分析',
  },
  MONITORING: {
    basis: 'CONSENT',
    categories: ['ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU'],
    en: 'To watch the risk of a loan while it runs',
    zh: '贷后监测',
  },
  COLLECTION: {
    basis: 'CONSENT',
    categories: ['IDENTITY', 'CONTACT', 'REPAYMENT'],
    en: 'To let somebody else collect what is overdue',
    zh: '委托催收',
  },
  DECISION_RECORD: {
    basis: 'LAW',
    categories: ['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE'],
    en: 'To explain or check a decision that was made',
    zh: '解释或复核已作出的决定',
  },
  SUBJECT_REQUEST: {
    basis: 'LAW',
    categories: dataCategoryNames,
    en: "To answer the borrower's own request",
    zh: '响应个人信息主体请求',
  },
} as const satisfies Record<string, PurposeEntry>;

export type DataPurpose = keyof typeof purposes;

/** What a borrower can agree to. */
export type ConsentPurpose = {
  [Name in DataPurpose]: (typeof purposes)[Name]['basis'] extends 'CONSENT' ? Name : never;
}[DataPurpose];

export const consentPurposes = (Object.keys(purposes) as DataPurpose[]).filter(
  (name): name is ConsentPurpose => purposes[name].basis === 'CONSENT',
);

export function categoriesOf(purpose: DataPurpose): readonly DataCategory[] {
  return purposes[purpose].categories;
}
