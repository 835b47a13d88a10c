import type { ExecutionResult } from 'graphql';
import { Fault } from '@fanxing/kernel';
import { formatError } from '@fanxing/runtime/subgraph';
import type { CheckedOperation, DocumentCheck } from './document-check.js';
import type { Admission, Visit } from './limits/admission.js';
import { mustStayPossible } from './limits/stopped-business.js';
import type { KnownOperations } from './operations/known-operations.js';
import { outwardErrors } from './outward-errors.js';
import { readBody, type GraphqlBody } from './request/read-body.js';
import type { RequestLife } from './request/request-life.js';
import type { Supergraph } from './supergraph.js';

export interface AnswerOptions {
  readonly supergraph: Supergraph;
  readonly documents: DocumentCheck;
  readonly admission: Admission;
  readonly operations: KnownOperations;
}

/** One request that was let in. */
export interface LetIn {
  readonly visit: Visit;
  readonly authorization: string;
  readonly body: unknown;
  readonly life: RequestLife;
  /** The text of the operation is the gateway's own, so no tenant has to have registered it. */
  readonly isOwnText?: boolean;
}

/** What is reported in `extensions.cost`, in points. */
export interface CostReport {
  /** What the operation can come to at most; this much had to be there. */
  readonly requested: number;
  /** What it came to; this much was taken. Never more than was requested, by the prices and not by a cut. */
  readonly actual: number;
  /** What one request may cost at most. */
  readonly limit: number;
  /** The tenant's rate: what comes back each second, up to which level, and what is there now. */
  readonly rate: { readonly pointsPerSecond: number; readonly burst: number; readonly available: number };
}

export interface Answered {
  readonly result: ExecutionResult;
  /** Undefined when the request was refused before it had a price. */
  readonly cost: CostReport | undefined;
}

const deadlineMs = 30_000;
const streamsWanted =
  'a subscription is answered as a stream: ask with the header "accept: text/event-stream".';
/** With these a tenant that allows registered operations only can still register one, and lift the rule. */
const aboutOperations: ReadonlySet<string> = new Set([
  'registerOperations',
  'setOperationPolicy',
  '__typename',
]);

/** Reads, checks and prices the operation, waits for its turn, runs it, and says what it cost. Never fails. */
export async function answerOperation(request: LetIn, options: AnswerOptions): Promise<Answered> {
  const { visit } = request;
  const isLive = visit.caller.environment === 'live';
  let requested: number | undefined;
  try {
    const body = readBody(request.body);
    const operation = request.isOwnText
      ? options.documents.checked(body.query ?? '', body.operationName)
      : await checkedOperation(body, visit, options);
    if (operation.isSubscription) throw new Fault('QUERY_INVALID', { problem: streamsWanted });
    if (isLive && operation.introspects) throw new Fault('INTROSPECTION_DISABLED');
    mustStayPossible(operation, visit.tenant.terms);
    requested = operation.cost.requested(body.variables);
    const { requestPointsMax: limit } = visit.tenant.terms.limits;
    if (requested > limit) throw new Fault('QUERY_TOO_COSTLY', { requested, limit });
    options.admission.take(visit, requested);
    const { result, actual } = await takeTurn(request, body, operation, requested, options);
    const errors = result.errors && outwardErrors(result.errors, isLive);
    return {
      result: errors ? { ...result, errors: errors as never } : result,
      cost: reportOf(visit, requested, actual, options),
    };
  } catch (error) {
    const errors = outwardErrors([formatError(firstOf(error))], isLive);
    return {
      result: { errors: errors as never },
      cost: requested === undefined ? undefined : reportOf(visit, requested, 0, options),
    };
  }
}

/** Of several things that are wrong with an operation the first one is told, as of its text. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
}

/** Fails as {@link KnownOperations.textOf} and {@link DocumentCheck.checked} do. */
export async function checkedOperation(
  body: GraphqlBody,
  { caller, tenant }: Visit,
  { documents, operations }: AnswerOptions,
): Promise<CheckedOperation> {
  const { query, operationName } = body;
  if (tenant.terms.isRegisteredOnly && query !== undefined && body.sha256 === undefined) {
    const operation = documents.checked(query, operationName);
    if (operation.rootFields.every((field) => aboutOperations.has(field))) return operation;
  }
  const text = operations.textOf(caller, body, tenant.terms.isRegisteredOnly);
  return documents.checked(typeof text === 'string' ? text : await text, operationName);
}

async function takeTurn(
  { visit, authorization, life }: LetIn,
  { variables, operationName }: GraphqlBody,
  operation: CheckedOperation,
  requested: number,
  { admission, supergraph }: AnswerOptions,
): Promise<{ result: ExecutionResult; actual: number }> {
  const turn = admission.begin(visit, requested);
  if (turn) await turn;
  const startedAt = performance.now();
  let actual = operation.cost.actual(undefined);
  try {
    if (life.isOver) throw new Fault('REQUEST_TIMED_OUT', { seconds: deadlineMs / 1_000 });
    const context = { tenantContext: visit.caller, authorization, life };
    const { document } = operation;
    const isAboutSchema = operation.rootFields.every((field) => field.startsWith('__'));
    const result = isAboutSchema
      ? supergraph.introspect(document, variables, operationName)
      : await life.within(supergraph.execute({ document, variables, operationName, context }), deadlineMs);
    actual = operation.cost.actual(result.data);
    return { result, actual };
  } finally {
    admission.end(visit, requested, actual, performance.now() - startedAt);
  }
}

function reportOf(
  { tenant }: Visit,
  requested: number,
  actual: number,
  { admission }: AnswerOptions,
): CostReport {
  const { pointsPerSecond, pointsBurst, requestPointsMax } = tenant.terms.limits;
  const available = Math.floor(admission.available(tenant));
  return {
    requested,
    actual,
    limit: requestPointsMax,
    rate: { pointsPerSecond, burst: pointsBurst, available },
  };
}
