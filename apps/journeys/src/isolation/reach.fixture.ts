import type { Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';

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
  readonly incomingPayment: string;
  readonly collection: string;
  readonly mandate: string;
  readonly collectionCase: string;
  readonly journalEntry: string;
  readonly decision: string;
  readonly model: string;
  readonly strategy: string;
  readonly monitoringRules: string;
  readonly earlyWarning: string;
  readonly subjectRequest: string;
  readonly ledgerProposal: string;
  readonly bankStatement: string;
  readonly apiKey: string;
  readonly approval: string;
  readonly breakGlass: string;
  readonly tenantExport: string;
  readonly eventUpload: string;
  readonly pipeline: string;
  readonly experiment: string;
  readonly backtest: string;
}

export function idsOf(
  tenant: Tenant,
  line: Line,
  more: {
    openOfferId: string;
    loanId: string;
    repaymentId: string;
    incomingPaymentId: string;
    collectionId: string;
    mandateId: string;
    collectionCaseId: string;
    entryId: string;
    subjectRequestId: string;
    ledgerProposalId: string;
    bankStatementId: string;
    apiKeyId: string;
    approvalId: string;
    breakGlassId: string;
    tenantExportId: string;
    eventUploadId: string;
    pipelineId: string;
    experimentId: string;
    backtestId: string;
    monitoringRulesId: string;
    earlyWarningId: string;
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
    incomingPayment: more.incomingPaymentId,
    collection: more.collectionId,
    mandate: more.mandateId,
    collectionCase: more.collectionCaseId,
    journalEntry: more.entryId,
    decision: line.decisionId,
    model: tenant.modelId,
    strategy: tenant.strategyId,
    monitoringRules: more.monitoringRulesId,
    earlyWarning: more.earlyWarningId,
    subjectRequest: more.subjectRequestId,
    ledgerProposal: more.ledgerProposalId,
    bankStatement: more.bankStatementId,
    apiKey: more.apiKeyId,
    approval: more.approvalId,
    breakGlass: more.breakGlassId,
    tenantExport: more.tenantExportId,
    eventUpload: more.eventUploadId,
    pipeline: more.pipelineId,
    experiment: more.experimentId,
    backtest: more.backtestId,
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

export const lender = ({ lender: caller }: Tenant): Caller => caller;
export const owner = ({ owner: caller }: Tenant): Caller => caller;

export function auditEvents(filter: 'subjectId' | 'actorId', of: keyof Ids): Reach {
  return {
    name: `Query.auditEvents(filter.${filter})`,
    of,
    by: owner,
    query: `query ($id: ID!) { answer: auditEvents(filter: { ${filter}: $id }) { totalCount edges { node { id } } } }`,
    variables: (id) => ({ id }),
    isList: true,
  };
}

export function read(field: string, of: keyof Ids, by: Reach['by'] = lender, argument = 'id'): Reach {
  return {
    name: `Query.${field}(${argument})`,
    of,
    by,
    query: `query ($id: ID!) { answer: ${field}(${argument}: $id) { __typename } }`,
    variables: (id) => ({ id }),
  };
}

export function list(
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

export function change(
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

export const key = (_: Ids, attempt: string) => ({ idempotencyKey: attempt });
