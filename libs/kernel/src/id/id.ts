import { Fault } from '../fault/fault.js';

/** The noun in front of every identifier. An id is the same text in GraphQL, in a table, in a log and at the bank. */
export const idPrefixes = {
  tenant: 'tenant',
  user: 'user',
  client: 'client',
  apiKey: 'apikey',
  breakGlass: 'access',
  approval: 'approval',
  borrower: 'borrower',
  consent: 'consent',
  consentText: 'ctext',
  subjectRequest: 'sreq',
  audit: 'audit',
  product: 'product',
  productVersion: 'prodver',
  model: 'model',
  strategy: 'strategy',
  pipeline: 'pipeline',
  experiment: 'experiment',
  backtest: 'backtest',
  decision: 'decision',
  monitoringRules: 'mrules',
  earlyWarning: 'warning',
  application: 'app',
  offer: 'offer',
  creditLine: 'line',
  loan: 'loan',
  repayment: 'repay',
  loanEvent: 'levent',
  incomingPayment: 'inpay',
  collection: 'coll',
  mandate: 'mandate',
  collectionCase: 'case',
  caseEntry: 'centry',
  promise: 'promise',
  lineEvent: 'nevent',
  journalEntry: 'entry',
  account: 'acct',
  periodChange: 'period',
  ledgerProposal: 'lprop',
  bankStatement: 'stmt',
  fundingAgreement: 'fund',
  event: 'event',
  eventUpload: 'eupload',
  offboarding: 'offboard',
  tenantExport: 'export',
  tenantMove: 'move',
  usage: 'usage',
} as const;

export type IdKind = keyof typeof idPrefixes;

declare const idBrand: unique symbol;

/** A TypeID: the noun, `_`, and a UUIDv7 in 26 characters of Crockford base 32, so that ids sort by creation. */
export type Id<Kind extends IdKind> = string & { readonly [idBrand]: Kind };

const suffix = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;

export function isId<Kind extends IdKind>(kind: Kind, text: string): text is Id<Kind> {
  const prefix = idPrefixes[kind];
  return text.startsWith(`${prefix}_`) && suffix.test(text.slice(prefix.length + 1));
}

/**
 * Reads an id that came from outside. A text that can't be one of ours is NOT_FOUND, exactly as an id of somebody
 * else's would be: the answer must not tell which of the two it was.
 */
export function parseId<Kind extends IdKind>(kind: Kind, text: string, path?: string): Id<Kind> {
  if (!isId(kind, text)) throw new Fault('NOT_FOUND', { what: kind, id: text.slice(0, 64) }, path);
  return text;
}

/** Which noun an id names, or undefined. */
export function idKindOf(text: string): IdKind | undefined {
  return (Object.keys(idPrefixes) as IdKind[]).find((kind) => isId(kind, text));
}
