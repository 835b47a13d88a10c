import type { Line } from '../harness/a-loan.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { yuan } from '../harness/a-loan.fixture.js';

/** Everything of a tenant's that has an id. */
export interface Ids {
  readonly tenant: string;
  readonly user: string;
  readonly client: string;
  readonly borrower: string;
  readonly consent: string;
  readonly product: string;
  readonly productVersion: string;
  readonly application: string;
  readonly offer: string;
  readonly creditLine: string;
  readonly loan: string;
  readonly repayment: string;
  readonly journalEntry: string;
  readonly decision: string;
  readonly model: string;
  readonly strategy: string;
  readonly subjectRequest: string;
  readonly ledgerProposal: string;
  readonly bankStatement: string;
}

export function idsOf(
  tenant: Tenant,
  line: Line,
  more: {
    openOfferId: string;
    loanId: string;
    repaymentId: string;
    entryId: string;
    subjectRequestId: string;
    ledgerProposalId: string;
    bankStatementId: string;
  },
): Ids {
  return {
    tenant: tenant.id,
    user: tenant.userIds[0] ?? '',
    client: tenant.clientId,
    borrower: line.borrowerId,
    consent: line.consentId,
    product: tenant.productId,
    productVersion: tenant.productVersionId,
    application: line.applicationId,
    offer: more.openOfferId,
    creditLine: line.lineId,
    loan: more.loanId,
    repayment: more.repaymentId,
    journalEntry: more.entryId,
    decision: line.decisionId,
    model: tenant.modelId,
    strategy: tenant.strategyId,
    subjectRequest: more.subjectRequestId,
    ledgerProposal: more.ledgerProposalId,
    bankStatement: more.bankStatementId,
  };
}

/** One way to name somebody's thing in a request. */
export interface Reach {
  /** `Query.loan(id)`, `Mutation.drawDown(input.creditLineId)`: as {@link reachesOf} finds them in the schema. */
  readonly name: string;
  readonly of: keyof Ids;
  /** Who of a tenant may do this. */
  readonly by: (tenant: Tenant) => Caller;
  readonly query: string;
  /** The variables that name the given id; what else is needed is the caller's own. */
  readonly variables: (id: string, own: Ids, attempt: string) => Record<string, unknown>;
  /** A list, which is empty where there is nothing, instead of an error. */
  readonly isList?: true;
}

const lender = ({ lender: caller }: Tenant): Caller => caller;
const owner = ({ owner: caller }: Tenant): Caller => caller;

function auditEvents(filter: 'subjectId' | 'actorId', of: keyof Ids): Reach {
  return {
    name: `Query.auditEvents(filter.${filter})`,
    of,
    by: owner,
    query: `query ($id: ID!) { answer: auditEvents(filter: { ${filter}: $id }) { totalCount edges { node { id } } } }`,
    variables: (id) => ({ id }),
    isList: true,
  };
}

function read(field: string, of: keyof Ids, by: Reach['by'] = lender, argument = 'id'): Reach {
  return {
    name: `Query.${field}(${argument})`,
    of,
    by,
    query: `query ($id: ID!) { answer: ${field}(${argument}: $id) { __typename } }`,
    variables: (id) => ({ id }),
  };
}

function list(
  field: string,
  argument: string,
  of: keyof Ids,
  selection: string,
  by: Reach['by'] = lender,
): Reach {
  return {
    name: `Query.${field}(${argument})`,
    of,
    by,
    query: `query ($id: ID!) { answer: ${field}(${argument}: $id) { ${selection} } }`,
    variables: (id) => ({ id }),
    isList: true,
  };
}

function change(
  mutation: string,
  field: string,
  of: keyof Ids,
  by: Reach['by'],
  rest: (own: Ids, attempt: string) => Record<string, unknown> = () => ({}),
): Reach {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return {
    name: `Mutation.${mutation}(input.${field})`,
    of,
    by,
    query: `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { __typename } }`,
    variables: (id, own, attempt) => ({ input: { ...rest(own, attempt), [field]: id } }),
  };
}

const key = (_: Ids, attempt: string) => ({ idempotencyKey: attempt });
const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '2026-01' };
const productManager = ({ productManager: caller }: Tenant): Caller => caller;

const event = {
  id: 'foreign',
  kind: 'payment',
  at: '2026-01-01T00:00:00Z',
  amount: '1.00',
  currency: 'CNY',
  direction: 'IN',
};

const fundingAgreement = (_: Ids, attempt: string) => ({
  idempotencyKey: attempt,
  parties: [
    { party: 'north', share: '1/2' },
    { party: 'south', share: '1/2' },
  ],
  remainder: 'LEAD',
  leadParty: 'north',
  validFrom: '2999-01-01',
  reason: 'foreign',
});

const consent = { purpose: 'CREDIT_DECISION', textVersion: '2026-01', proof: 'none' };

/** Every way to name a thing by its id that the API offers to a tenant; a test compares it with the schema. */
export const reaches: readonly Reach[] = [
  read('tenant', 'tenant', owner),
  {
    ...read('tenantLimits', 'tenant', owner, 'tenantId'),
    query: 'query ($id: ID!) { answer: tenantLimits(tenantId: $id) { __typename } }',
  },
  {
    name: 'Query.node(id)',
    of: 'loan',
    by: lender,
    query: 'query ($id: ID!) { answer: node(id: $id) { id ... on Loan { status } } }',
    variables: (id) => ({ id }),
    isList: true,
  },
  {
    name: 'Query.nodes(ids)',
    of: 'borrower',
    by: lender,
    query: 'query ($id: ID!) { answer: nodes(ids: [$id]) { id ... on Borrower { reference } } }',
    variables: (id) => ({ id }),
    isList: true,
  },
  read('user', 'user', owner),
  read('client', 'client', owner),
  read('product', 'product'),
  read('borrower', 'borrower'),
  read('application', 'application'),
  read('creditLine', 'creditLine'),
  read('loan', 'loan'),
  read('quoteRepayment', 'loan', lender, 'loanId'),
  read('decision', 'decision'),
  read('model', 'model'),
  read('strategy', 'strategy'),
  {
    name: 'Query.previewSchedule(input.creditLineId)',
    of: 'creditLine',
    by: lender,
    query: 'query ($input: PreviewScheduleInput!) { answer: previewSchedule(input: $input) { __typename } }',
    variables: (creditLineId) => ({ input: { creditLineId, amount: yuan('500.00') } }),
  },
  list('consents', 'borrowerId', 'borrower', 'edges { node { id } }'),
  read('consentEvidence', 'consent', owner, 'consentId'),
  read('subjectRequest', 'subjectRequest', owner),
  list('subjectRequests', 'borrowerId', 'borrower', 'edges { node { id } }', owner),
  list('events', 'borrowerId', 'borrower', 'id'),
  list('applications', 'borrowerId', 'borrower', 'edges { node { id } }'),
  list('loans', 'borrowerId', 'borrower', 'edges { node { id } }'),
  list('journalEntries', 'causeId', 'loan', 'edges { node { id } }'),
  auditEvents('subjectId', 'loan'),
  auditEvents('actorId', 'client'),
  change('rotateClientSecret', 'clientId', 'client', owner),
  change('grantConsent', 'borrowerId', 'borrower', lender, (own, attempt) => ({
    ...key(own, attempt),
    purpose: 'CREDIT_DECISION',
    textVersion: '2026-01',
    proof: 'none',
  })),
  change('withdrawConsent', 'consentId', 'consent', lender),
  {
    name: 'Mutation.grantConsents(input.consents.borrowerId)',
    of: 'borrower',
    by: lender,
    query: 'mutation ($input: GrantConsentsInput!) { answer: grantConsents(input: $input) { __typename } }',
    variables: (borrowerId, own, attempt) => ({
      input: { ...key(own, attempt), consents: [{ ...consent, borrowerId }] },
    }),
  },
  change('openSubjectRequest', 'borrowerId', 'borrower', lender, (own, attempt) => ({
    ...key(own, attempt),
    kind: 'ACCESS',
  })),
  change('openSubjectRequest', 'decisionId', 'decision', lender, (own, attempt) => ({
    ...key(own, attempt),
    kind: 'EXPLANATION',
    borrowerId: own.borrower,
  })),
  change('completeSubjectRequest', 'subjectRequestId', 'subjectRequest', owner),
  change('rejectSubjectRequest', 'subjectRequestId', 'subjectRequest', owner, () => ({
    reason: 'UNFOUNDED',
    note: 'no',
  })),
  change('liftRestriction', 'borrowerId', 'borrower', owner),
  change('createProductVersion', 'productId', 'product', productManager, (own, attempt) => ({
    ...key(own, attempt),
    terms,
  })),
  change('submitProductVersion', 'productVersionId', 'productVersion', productManager),
  change('approveProductVersion', 'productVersionId', 'productVersion', ({ approver }) => approver),
  change('applyForCredit', 'borrowerId', 'borrower', lender, (own, attempt) => ({
    ...key(own, attempt),
    productId: own.product,
  })),
  change('applyForCredit', 'productId', 'product', lender, (own, attempt) => ({
    ...key(own, attempt),
    borrowerId: own.borrower,
  })),
  change('acceptOffer', 'offerId', 'offer', lender, (own, attempt) => ({ ...key(own, attempt), signature })),
  change('drawDown', 'creditLineId', 'creditLine', lender, (own, attempt) => ({
    ...key(own, attempt),
    amount: yuan('500.00'),
  })),
  change('repay', 'loanId', 'loan', lender, (own, attempt) => ({
    ...key(own, attempt),
    amount: yuan('1.00'),
  })),
  read('reconciliation', 'bankStatement', owner, 'statementId'),
  change('reverseJournalEntry', 'entryId', 'journalEntry', owner, (own, attempt) => ({
    ...key(own, attempt),
    bookedOn: '2026-01-01',
    reason: 'foreign',
  })),
  change('approveLedgerProposal', 'proposalId', 'ledgerProposal', owner),
  change('rejectLedgerProposal', 'proposalId', 'ledgerProposal', owner),
  change('resolveReconciliationItem', 'statementId', 'bankStatement', owner, (own, attempt) => ({
    ...key(own, attempt),
    key: 'line/1',
    reason: 'foreign',
  })),
  change('proposeFundingAgreement', 'productId', 'product', owner, fundingAgreement),
  change('proposeFundingAgreement', 'creditLineId', 'creditLine', owner, fundingAgreement),
  change('replayDecision', 'decisionId', 'decision', lender),
  change(
    'publishStrategy',
    'modelId',
    'model',
    ({ riskOfficer }) => riskOfficer,
    (own, attempt) => ({
      ...key(own, attempt),
      productCode: 'revolving',
      content: { nodes: [], edges: [] },
    }),
  ),
  {
    name: 'Mutation.ingestEvents(input.events.borrowerId)',
    of: 'borrower',
    by: lender,
    query: 'mutation ($input: IngestEventsInput!) { answer: ingestEvents(input: $input) { __typename } }',
    variables: (borrowerId) => ({ input: { events: [{ ...event, borrowerId }] } }),
  },
];

/** Only the operator of the platform may do these, whatever id is named. */
export const operatorsOwn: readonly string[] = [
  'Mutation.approveTenant(input.tenantId)',
  'Mutation.setTenantLimits(input.tenantId)',
  'Mutation.suspendTenant(input.tenantId)',
];

const terms = {
  kind: 'REVOLVING',
  currency: 'CNY',
  limitMin: '1000.00',
  limitMax: '50000.00',
  dailyRateMin: '0.0002',
  dailyRateMax: '0.0005',
  drawMin: '100.00',
  termDays: 30,
  lineTermDays: 365,
  offerValidMinutes: 1440,
};
