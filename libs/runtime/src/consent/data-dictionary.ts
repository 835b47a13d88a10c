import { Fault } from '@fanxing/kernel';
import type { DataCategory } from './data-category.js';

/** What a name is the name of: a kind of events, or an attribute of a borrower. */
export type DataNameKind = 'EVENT_KIND' | 'ATTRIBUTE';

/** Which category the data under each name are. JSON, so that it can cross between services. */
export interface DeclaredNames {
  readonly EVENT_KIND: Readonly<Record<string, DataCategory>>;
  readonly ATTRIBUTE: Readonly<Record<string, DataCategory>>;
}

/** Names that mean the same at every bank. A bank declares its own; it can not give these another meaning. */
const ours: Readonly<Record<DataNameKind, Partial<Record<DataCategory, readonly string[]>>>> = {
  EVENT_KIND: {
    ACCOUNTS: ['balance', 'statement', 'limit'],
    PAYMENTS: ['payment', 'transfer', 'transaction', 'deposit', 'withdrawal', 'salary', 'fee', 'utility'],
    ORDERS: ['order', 'purchase', 'refund', 'delivery', 'invoice'],
    REPAYMENT: ['repayment', 'loan', 'overdue'],
    BUREAU: ['bureauReport', 'creditInquiry'],
    DEVICE: ['login', 'device', 'session'],
    LOCATION: ['location', 'checkIn', 'visit'],
    TEXT: ['text', 'message', 'post', 'comment', 'review'],
    SOCIAL: ['contact', 'call', 'friend', 'follow'],
  },
  ATTRIBUTE: {
    IDENTITY: ['name', 'idNumber', 'idType', 'unifiedSocialCreditCode', 'passportNumber'],
    CONTACT: ['phone', 'mobile', 'email', 'address', 'postalCode', 'wechat'],
    PROFILE: [
      ...['age', 'birthDate', 'birthYear', 'sex', 'gender', 'education', 'marriage', 'maritalStatus'],
      ...['occupation', 'employer', 'industry', 'income', 'region', 'province', 'city', 'district'],
      ...['segment', 'customerSince', 'children', 'housing', 'language', 'nationality'],
    ],
    ACCOUNTS: ['creditLimit', 'accountType', 'accountAge', 'openedOn', 'statementFrequency', 'cardType'],
    BUREAU: ['bureauScore'],
  },
};

const ourNames: DeclaredNames = {
  EVENT_KIND: namesIn(ours.EVENT_KIND),
  ATTRIBUTE: namesIn(ours.ATTRIBUTE),
};

/** Which category a kind of events or an attribute is: by our own list, then by what the tenant declared. */
export class DataDictionary {
  constructor(private readonly declared: DeclaredNames = { EVENT_KIND: {}, ATTRIBUTE: {} }) {}

  /** The category, or undefined when nobody has said. */
  find(kind: DataNameKind, name: string): DataCategory | undefined {
    return ownName(kind, name) ?? own(this.declared[kind], name);
  }

  /** Fails with DATA_NAME_UNKNOWN when nobody has said: a category is never guessed. */
  categoryOf(kind: DataNameKind, name: string, path?: string): DataCategory {
    const category = this.find(kind, name);
    if (category === undefined)
      throw new Fault('DATA_NAME_UNKNOWN', { what: kind, name: name.slice(0, 64) }, path);
    return category;
  }
}

/** The category that a name has at every bank. */
export function ownName(kind: DataNameKind, name: string): DataCategory | undefined {
  return own(ourNames[kind], name);
}

/** All names of our own list. */
export function ownNames(): DeclaredNames {
  return ourNames;
}

function own(names: Readonly<Record<string, DataCategory>>, name: string): DataCategory | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

function namesIn(
  byCategory: Partial<Record<DataCategory, readonly string[]>>,
): Readonly<Record<string, DataCategory>> {
  return Object.fromEntries(
    Object.entries(byCategory).flatMap(([category, names]) =>
      names.map((name) => [name, category as DataCategory] as const),
    ),
  );
}
