import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { CaseEnd, CaseLoan, CaseStatus } from '@fanxing/lending-domain';
import type { Page, Part, TenantTransaction } from '@fanxing/runtime/database';

export interface CaseRow extends Record<string, unknown> {
  readonly id: string;
  readonly loanId: string;
  readonly borrowerId: string;
  readonly status: CaseStatus;
  readonly openedOn: BusinessDate;
  readonly openedBucket: string;
  readonly assignedTo: string | null;
  readonly closedOn: BusinessDate | null;
  readonly endedAs: CaseEnd | null;
  readonly reason: string | null;
  readonly currency: CurrencyCode;
  readonly businessDate: BusinessDate;
}

const selectCase = `
  SELECT c.id, c.loan_id AS "loanId", c.borrower_id AS "borrowerId", c.status, c.opened_on AS "openedOn", c.opened_bucket AS "openedBucket",
         c.assigned_to AS "assignedTo", c.closed_on AS "closedOn", c.ended_as AS "endedAs", c.reason, loan.currency,
         book.business_date AS "businessDate"
  FROM lending.collection_case AS c
  JOIN lending.loan ON loan.tenant_id = c.tenant_id AND loan.environment = c.environment AND loan.id = c.loan_id
  JOIN lending.book ON book.tenant_id = c.tenant_id AND book.environment = c.environment
  WHERE c.tenant_id = $1 AND c.environment = $2`;

/** Several cases at once, in no order. */
export async function readCasesById(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<CaseRow[]> {
  return query<CaseRow>('read collection cases by id', `${selectCase} AND c.id = ANY ($3)`, [
    context.tenantId,
    context.environment,
    ids,
  ]);
}

/** One case, held against everybody else who would change it. */
export async function lockCase(
  { query, context }: TenantTransaction,
  id: string,
): Promise<CaseRow | undefined> {
  const [row] = await query<CaseRow>('lock collection case', `${selectCase} AND c.id = $3 FOR UPDATE OF c`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

export interface CaseFilterValues {
  readonly status: string | null;
  readonly loanId: string | null;
  readonly assignedTo: string | null;
  readonly isUnassigned: boolean;
}

export async function readCases(
  { query, context }: TenantTransaction,
  page: Page,
  filter: CaseFilterValues,
): Promise<CaseRow[]> {
  return query<CaseRow>(
    'read collection cases',
    `${selectCase} AND ($3::text IS NULL OR c.status = $3) AND ($4::text IS NULL OR c.loan_id = $4)
       AND ($5::text IS NULL OR c.assigned_to = $5) AND (NOT $6 OR c.assigned_to IS NULL)
       AND ($7::text IS NULL OR c.id > $7) AND ($8::text IS NULL OR c.id < $8)
     ORDER BY c.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $9`,
    [
      context.tenantId,
      context.environment,
      filter.status,
      filter.loanId,
      filter.assignedTo,
      filter.isUnassigned,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}

export async function setAssignee(
  { query, context }: TenantTransaction,
  id: string,
  assignedTo: string | null,
): Promise<void> {
  await query(
    'assign collection case',
    'UPDATE lending.collection_case SET assigned_to = $4 WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id, assignedTo],
  );
}

/** Closes cases; those that are closed stay as they are. */
export async function closeCases(
  { query, context }: TenantTransaction,
  cases: readonly { readonly id: string; readonly endedAs: CaseEnd }[],
  on: BusinessDate,
  reason: string | null,
): Promise<void> {
  await query(
    'close collection cases',
    `UPDATE lending.collection_case AS c SET status = 'CLOSED', closed_on = $5, ended_as = given.ended_as, reason = $6
     FROM unnest($3::text[], $4::text[]) AS given (id, ended_as)
     WHERE c.tenant_id = $1 AND c.environment = $2 AND c.id = given.id AND c.status = 'OPEN'`,
    [
      context.tenantId,
      context.environment,
      cases.map(({ id }) => id),
      cases.map(({ endedAs }) => endedAs),
      on,
      reason,
    ],
  );
  await query(
    'withdraw promises of closed cases',
    `UPDATE lending.promise_to_pay SET status = 'WITHDRAWN', decided_on = $4
     WHERE tenant_id = $1 AND environment = $2 AND case_id = ANY ($3) AND status = 'OPEN'`,
    [context.tenantId, context.environment, cases.map(({ id }) => id), on],
  );
}

/** An open case whose loan may have left it. */
export interface OpenCaseRow extends CaseLoan, Record<string, unknown> {
  readonly id: string;
}

export async function readCasesToClose(
  { query, context }: TenantTransaction,
  limit: number,
): Promise<OpenCaseRow[]> {
  return query<OpenCaseRow>(
    'read cases to close',
    `SELECT c.id, loan.status, loan.days_past_due AS "daysPastDue", loan.bucket
     FROM lending.collection_case AS c
     JOIN lending.loan ON loan.tenant_id = c.tenant_id AND loan.environment = c.environment AND loan.id = c.loan_id
     WHERE c.tenant_id = $1 AND c.environment = $2 AND c.status = 'OPEN'
       AND (loan.status = 'CLOSED' OR loan.status = 'ACTIVE' AND loan.days_past_due = 0)
     ORDER BY c.id LIMIT $3`,
    [context.tenantId, context.environment, limit],
  );
}

/** A loan that is overdue and has no open case, with the bucket from which its product wants one. */
export interface CaseCandidate extends CaseLoan, Record<string, unknown> {
  readonly loanId: string;
  readonly borrowerId: string;
  readonly fromBucket: string | null;
}

export async function readCaseCandidates(
  { query, context }: TenantTransaction,
  afterId: string,
  limit: number,
): Promise<CaseCandidate[]> {
  return query<CaseCandidate>(
    'read candidates for cases',
    `SELECT loan.id AS "loanId", loan.borrower_id AS "borrowerId", loan.status, loan.days_past_due AS "daysPastDue", loan.bucket,
            said.case_from_bucket AS "fromBucket"
     FROM lending.loan
     JOIN lending.credit_line AS line ON line.tenant_id = loan.tenant_id AND line.environment = loan.environment AND line.id = loan.credit_line_id
     JOIN LATERAL (
       SELECT policy.case_from_bucket FROM lending.collection_policy AS policy
       WHERE policy.tenant_id = loan.tenant_id AND policy.environment = loan.environment AND policy.product_id IN ('', line.product_id)
       ORDER BY policy.product_id DESC LIMIT 1) AS said ON true
     WHERE loan.tenant_id = $1 AND loan.environment = $2 AND loan.status = 'OVERDUE' AND loan.days_past_due > 0 AND loan.id > $3
       AND NOT EXISTS (SELECT FROM lending.collection_case AS c
                       WHERE c.tenant_id = $1 AND c.environment = $2 AND c.loan_id = loan.id AND c.status = 'OPEN')
     ORDER BY loan.id LIMIT $4`,
    [context.tenantId, context.environment, afterId, limit],
  );
}

export interface NewCase {
  readonly id: string;
  readonly loanId: string;
  readonly borrowerId: string;
  readonly bucket: string;
}

/** Opens cases; a loan that has an open one keeps it. Answers those that were opened. */
export async function openCases(
  { query, context }: TenantTransaction,
  cases: readonly NewCase[],
  on: BusinessDate,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    'open collection cases',
    `INSERT INTO lending.collection_case (tenant_id, environment, id, loan_id, borrower_id, status, opened_on, opened_bucket)
     SELECT $1, $2, given.id, given.loan_id, given.borrower_id, 'OPEN', $3, given.bucket
     FROM unnest($4::text[], $5::text[], $6::text[], $7::text[]) AS given (id, loan_id, borrower_id, bucket)
     ON CONFLICT DO NOTHING RETURNING id`,
    [
      context.tenantId,
      context.environment,
      on,
      cases.map(({ id }) => id),
      cases.map(({ loanId }) => loanId),
      cases.map(({ borrowerId }) => borrowerId),
      cases.map(({ bucket }) => bucket),
    ],
  );
  return rows.map(({ id }) => id);
}

export interface EntryRow extends Record<string, unknown> {
  readonly id: string;
  readonly borrowerId: string;
  readonly kind: 'NOTE' | 'CONTACT';
  readonly channel: string | null;
  readonly outcome: string | null;
  /** Sealed. */
  readonly text: string | null;
  readonly writtenBy: string;
  readonly writtenAt: Instant;
}

/** An entry with whose it is. */
export type KeptEntryRow = EntryRow & { readonly caseId: string };

/** A part of each case's entries, newest first. */
export async function readEntries(
  { query, context }: TenantTransaction,
  caseIds: readonly string[],
  { first, afterId }: Part,
): Promise<KeptEntryRow[]> {
  return query<KeptEntryRow>(
    'read case entries',
    `SELECT entry.* FROM unnest($3::text[]) AS of_case (id) CROSS JOIN LATERAL (
       SELECT id, case_id AS "caseId", borrower_id AS "borrowerId", kind, channel, outcome, text, written_by AS "writtenBy",
              written_at AS "writtenAt"
       FROM lending.case_entry
       WHERE tenant_id = $1 AND environment = $2 AND case_id = of_case.id AND ($4::text IS NULL OR id < $4)
       ORDER BY id DESC LIMIT $5) AS entry
     ORDER BY entry.id DESC`,
    [context.tenantId, context.environment, caseIds, afterId, first],
  );
}

export async function insertEntry(
  { query, context }: TenantTransaction,
  caseId: string,
  entry: Omit<EntryRow, 'writtenAt'>,
): Promise<void> {
  await query(
    'write case entry',
    `INSERT INTO lending.case_entry (tenant_id, environment, id, case_id, borrower_id, kind, channel, outcome, text, written_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      context.tenantId,
      context.environment,
      entry.id,
      caseId,
      entry.borrowerId,
      entry.kind,
      entry.channel,
      entry.outcome,
      entry.text,
      entry.writtenBy,
    ],
  );
}
