import {
  buildClientSchema,
  getIntrospectionQuery,
  isObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import type { Caller } from '../harness/caller.fixture.js';
import type { LivedInBank } from './lived-in-bank.fixture.js';

/** A list of the API in pages, and how somebody asks for it. */
export interface ListOfApi {
  /** `Query.loans`, as the schema has it. */
  readonly name: string;
  /** The type of its items. */
  readonly type: string;
  readonly by: (bank: LivedInBank) => Caller;
  /** Arguments besides those of the page. */
  readonly given?: (bank: LivedInBank) => string;
  /** The query around the list. */
  readonly within?: (bank: LivedInBank, list: string) => string;
}

const lender = ({ bank }: LivedInBank): Caller => bank.lender;
const owner = ({ bank }: LivedInBank): Caller => bank.owner;
const riskOfficer = ({ bank }: LivedInBank): Caller => bank.riskOfficer;
const operator = (bank: LivedInBank): Caller => bank.operator;

/** Every list in pages; a test compares it with the schema. */
export const everyList: readonly ListOfApi[] = [
  { name: 'Query.loans', type: 'Loan', by: lender },
  { name: 'Query.applications', type: 'Application', by: lender },
  { name: 'Query.borrowers', type: 'Borrower', by: lender },
  { name: 'Query.journalEntries', type: 'JournalEntry', by: owner },
  {
    name: 'Query.fundingPartyEntries',
    type: 'FundingPartyEntry',
    by: owner,
    given: ({ party }) => `party: "${party}"`,
  },
  { name: 'Query.earlyWarnings', type: 'EarlyWarning', by: riskOfficer },
  { name: 'Query.pipelines', type: 'Pipeline', by: riskOfficer },
  { name: 'Query.experiments', type: 'Experiment', by: riskOfficer },
  { name: 'Query.backtests', type: 'Backtest', by: riskOfficer },
  {
    name: 'Backtest.swaps',
    type: 'BacktestSwap',
    by: riskOfficer,
    given: () => 'swap: SWAP_OUT',
    within: ({ backtestId }, list) => `backtest(id: "${backtestId}") { ${list} }`,
  },
  { name: 'Query.collections', type: 'Collection', by: lender },
  { name: 'Query.collectionCases', type: 'CollectionCase', by: riskOfficer },
  { name: 'Query.disbursementsUnderWay', type: 'Disbursement', by: lender },
  { name: 'Query.incomingPayments', type: 'IncomingPayment', by: lender },
  { name: 'Query.ledgerProposals', type: 'LedgerProposal', by: owner },
  {
    name: 'BankReconciliation.items',
    type: 'ReconciliationItem',
    by: owner,
    within: ({ statementId }, list) => `reconciliation(statementId: "${statementId}") { ${list} }`,
  },
  {
    name: 'Query.consents',
    type: 'Consent',
    by: lender,
    given: ({ lines }) => `borrowerId: "${lines[0]?.borrowerId}"`,
  },
  { name: 'Query.consentTexts', type: 'ConsentText', by: owner },
  { name: 'Query.subjectRequests', type: 'SubjectRequest', by: owner },
  {
    name: 'Query.auditEvents',
    type: 'AuditEvent',
    by: owner,
    // Reading is written down too: what is listed ends before the listing began.
    given: () => `filter: { until: "${new Date(Date.now() - 1_000).toISOString()}" }`,
  },
  { name: 'Query.users', type: 'User', by: owner },
  { name: 'Query.clients', type: 'Client', by: owner },
  { name: 'Query.apiKeys', type: 'ApiKey', by: owner },
  { name: 'Query.approvals', type: 'Approval', by: owner },
  { name: 'Query.breakGlassAccesses', type: 'BreakGlass', by: owner },
  { name: 'Query.products', type: 'Product', by: lender },
  { name: 'Query.tenants', type: 'Tenant', by: operator },
];

/** The text of a query for one page. */
export function pageText(
  list: ListOfApi,
  bank: LivedInBank,
  page: string,
  selection: string,
  given = list.given?.(bank),
): string {
  const field = list.name.split('.')[1];
  const inner = `${field}(${[given, page].filter(Boolean).join(', ')}) { ${selection} }`;
  return `{ ${list.within ? list.within(bank, inner) : inner} }`;
}

/** The list in an answer. */
export function listIn<Page>(list: ListOfApi, data: unknown): Page {
  const [, field = ''] = list.name.split('.');
  const root = data as Record<string, unknown>;
  return (field in root ? root[field] : (Object.values(root)[0] as Record<string, unknown>)[field]) as Page;
}

/** The API's schema, asked of the gateway. */
export async function publicSchema(caller: Caller): Promise<GraphQLSchema> {
  return buildClientSchema(await caller.ask<IntrospectionQuery>(getIntrospectionQuery()));
}

/** The names of all lists in pages that the schema has. */
export function listsOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .flatMap((type) =>
      isObjectType(type) && !type.name.startsWith('__')
        ? Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }))
        : [],
    )
    .filter(
      ({ field }) =>
        field.args.some(({ name }) => name === 'before') && /Connection!?$/.test(String(field.type)),
    )
    .map(({ name }) => name);
}
