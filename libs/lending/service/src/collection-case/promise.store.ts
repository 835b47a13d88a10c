import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { PromiseStatus } from '@fanxing/lending-domain';
import type { Part, TenantTransaction } from '@fanxing/runtime/database';

export interface PromiseRow extends Record<string, unknown> {
  readonly id: string;
  readonly caseId: string;
  readonly amountMinor: string;
  readonly currency: CurrencyCode;
  readonly dueOn: BusinessDate;
  readonly status: PromiseStatus;
  readonly madeOn: BusinessDate;
  readonly madeAt: Instant;
  readonly decidedOn: BusinessDate | null;
  /** What has come in for it: by now while it is open, else when it was decided. */
  readonly receivedMinor: string;
}

/** Repayments that stand, came after the promise was made and were booked by its day. */
const selectPromise = `
  SELECT p.id, p.case_id AS "caseId", p.amount_minor::text AS "amountMinor", p.currency, p.due_on AS "dueOn", p.status, p.made_on AS "madeOn",
         p.made_at AS "madeAt", p.decided_on AS "decidedOn",
         coalesce(p.received_minor, (
           SELECT sum(r.amount_minor) FROM lending.repayment AS r
           WHERE r.tenant_id = p.tenant_id AND r.environment = p.environment AND r.loan_id = p.loan_id AND r.reversal_id IS NULL
             AND r.received_at >= p.made_at AND r.booked_on <= p.due_on), 0)::text AS "receivedMinor"
  FROM lending.promise_to_pay AS p WHERE p.tenant_id = $1 AND p.environment = $2`;

/** A part of each case's promises, newest first. */
export async function readPromises(
  { query, context }: TenantTransaction,
  caseIds: readonly string[],
  { first, afterId }: Part,
): Promise<PromiseRow[]> {
  return query<PromiseRow>(
    'read promises',
    `SELECT promise.* FROM unnest($3::text[]) AS of_case (id) CROSS JOIN LATERAL (
       ${selectPromise} AND p.case_id = of_case.id AND ($4::text IS NULL OR p.id < $4) ORDER BY p.id DESC LIMIT $5) AS promise
     ORDER BY promise.id DESC`,
    [context.tenantId, context.environment, caseIds, afterId, first],
  );
}

/** Promises that are not decided, in the order of their ids. */
export async function readOpenPromises(
  { query, context }: TenantTransaction,
  afterId: string,
  limit: number,
): Promise<PromiseRow[]> {
  return query<PromiseRow>(
    'read open promises',
    `${selectPromise} AND p.status = 'OPEN' AND p.id > $3 ORDER BY p.id LIMIT $4`,
    [context.tenantId, context.environment, afterId, limit],
  );
}

export interface NewPromise {
  readonly id: string;
  readonly caseId: string;
  readonly loanId: string;
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
  readonly dueOn: BusinessDate;
  readonly madeOn: BusinessDate;
  readonly writtenBy: string;
}

/** Keeps a promise; one that is open takes its place no more. */
export async function insertPromise(
  { query, context }: TenantTransaction,
  promise: NewPromise,
): Promise<void> {
  const scope = [context.tenantId, context.environment];
  await query(
    'withdraw earlier promise',
    `UPDATE lending.promise_to_pay SET status = 'WITHDRAWN', decided_on = $4
     WHERE tenant_id = $1 AND environment = $2 AND loan_id = $3 AND status = 'OPEN'`,
    [...scope, promise.loanId, promise.madeOn],
  );
  await query(
    'record promise',
    `INSERT INTO lending.promise_to_pay (tenant_id, environment, id, case_id, loan_id, amount_minor, currency, due_on, status, made_on, written_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'OPEN', $9, $10)`,
    [
      ...scope,
      promise.id,
      promise.caseId,
      promise.loanId,
      promise.amountMinor.toString(),
      promise.currency,
      promise.dueOn,
      promise.madeOn,
      promise.writtenBy,
    ],
  );
}

export async function decidePromise(
  { query, context }: TenantTransaction,
  id: string,
  status: PromiseStatus,
  receivedMinor: string,
  on: BusinessDate,
): Promise<void> {
  await query(
    'decide promise',
    `UPDATE lending.promise_to_pay SET status = $4, received_minor = $5, decided_on = $6
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status = 'OPEN'`,
    [context.tenantId, context.environment, id, status, receivedMinor, on],
  );
}
