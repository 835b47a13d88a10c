import type { Caller } from '../harness/caller.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { yuan } from '../harness/a-loan.fixture.js';
import { guardRails } from '../deciding/experiments.fixture.js';
import { accountReaches } from './account-operations.fixture.js';
import {
  auditEvents,
  change,
  key,
  lender,
  list,
  owner,
  read,
  type Ids,
  type Reach,
} from './reach.fixture.js';
import { servicingReaches } from './servicing-reaches.fixture.js';

const signature = { method: 'ONE_TIME_CODE', reference: 'code', textVersion: '2026-01' };
const productManager = ({ productManager: caller }: Tenant): Caller => caller;
const riskOfficer = ({ riskOfficer: caller }: Tenant): Caller => caller;

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

const anExperiment = (_: Ids, attempt: string) => ({
  idempotencyKey: attempt,
  productCode: 'revolving',
  name: 'foreign',
  mode: 'SHADOW',
  guardRails,
});

const aBacktest = (_: Ids, attempt: string) => ({
  idempotencyKey: attempt,
  productCode: 'revolving',
  decidedFrom: '2020-01-01T00:00:00Z',
});

const consent = { purpose: 'CREDIT_DECISION', textVersion: '2026-01', proof: 'none' };

/** Every way to name a thing by its id that the API offers to a tenant; a test compares it with the schema. */
export const reaches: readonly Reach[] = [
  ...servicingReaches,
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
  read('explainDecision', 'decision', lender, 'decisionId'),
  read('multiLenderView', 'application', riskOfficer, 'applicationId'),
  {
    name: 'Query.whatIf(input.decisionId)',
    of: 'decision',
    by: riskOfficer,
    query: 'query ($input: WhatIfInput!) { answer: whatIf(input: $input) { answer } }',
    variables: (decisionId) => ({ input: { decisionId } }),
  },
  {
    name: 'Query.whatIf(input.borrowerId)',
    of: 'borrower',
    by: riskOfficer,
    query: 'query ($input: WhatIfInput!) { answer: whatIf(input: $input) { answer } }',
    variables: (borrowerId) => ({ input: { borrowerId, productCode: 'revolving' } }),
  },
  {
    name: 'Query.borrowerSignals(borrowerId)',
    of: 'borrower',
    by: lender,
    query: 'query ($id: ID!) { answer: borrowerSignals(borrowerId: $id, families: [PLACE]) { id } }',
    variables: (id) => ({ id }),
  },
  {
    name: 'Query.borrowerSignals(applicationId)',
    of: 'application',
    by: lender,
    query:
      'query ($id: ID!, $own: ID!) { answer: borrowerSignals(borrowerId: $own, applicationId: $id, families: [PLACE]) { id } }',
    variables: (id, { borrower: own }) => ({ id, own }),
  },
  {
    name: 'Query.customerGrowth(borrowerId)',
    of: 'borrower',
    by: lender,
    query: 'query ($id: ID!) { answer: customerGrowth(borrowerId: $id, productCode: "revolving") { id } }',
    variables: (id) => ({ id }),
  },
  read('eventUpload', 'eventUpload'),
  read('rejectedRows', 'eventUpload', lender, 'uploadId'),
  read('model', 'model'),
  read('strategy', 'strategy'),
  read('pipeline', 'pipeline'),
  read('experiment', 'experiment'),
  read('backtest', 'backtest'),
  read('monitoringRules', 'monitoringRules'),
  read('earlyWarning', 'earlyWarning'),
  list('earlyWarnings', 'borrowerId', 'borrower', 'edges { node { id } }'),
  list('earlyWarnings', 'creditLineId', 'creditLine', 'edges { node { id } }'),
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
  ...accountReaches,
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
  change('drawDown', 'borrowerId', 'borrower', lender, (own, attempt) => ({
    ...key(own, attempt),
    creditLineId: own.creditLine,
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
  change('startExperiment', 'strategyId', 'strategy', riskOfficer, anExperiment),
  change('startExperiment', 'pipelineId', 'pipeline', riskOfficer, anExperiment),
  change('advanceExperiment', 'experimentId', 'experiment', riskOfficer, () => ({ fromStep: 0 })),
  change('stopExperiment', 'experimentId', 'experiment', riskOfficer),
  change('startBacktest', 'strategyId', 'strategy', riskOfficer, aBacktest),
  change('cancelBacktest', 'backtestId', 'backtest', riskOfficer),
  change('replayEarlyWarning', 'earlyWarningId', 'earlyWarning', lender),
  change('publishStrategy', 'modelId', 'model', riskOfficer, (own, attempt) => ({
    ...key(own, attempt),
    productCode: 'revolving',
    content: { nodes: [], edges: [] },
  })),
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
  'Mutation.approveBreakGlass(input.breakGlassId)',
  'Mutation.approveBreakGlass(input.tenantId)',
  'Mutation.approveTenant(input.tenantId)',
  'Mutation.cancelOffboarding(input.tenantId)',
  'Mutation.confirmOffboarding(input.tenantId)',
  'Mutation.moveTenant(input.tenantId)',
  'Mutation.offboardTenant(input.tenantId)',
  'Mutation.rejectTenant(input.tenantId)',
  'Mutation.requestBreakGlass(input.tenantId)',
  'Mutation.resumeTenant(input.tenantId)',
  'Mutation.setTenantLimits(input.tenantId)',
  'Mutation.suspendTenant(input.tenantId)',
  'Mutation.takeBreakGlass(input.breakGlassId)',
  'Mutation.takeBreakGlass(input.tenantId)',
  'Query.offboarding(tenantId)',
  'Query.tenantMove(tenantId)',
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
