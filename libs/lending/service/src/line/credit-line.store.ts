import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { LineOrder } from '@fanxing/lending-contract';
import type { LineStatus } from '@fanxing/lending-domain';
import type { RevolvingTerms } from '@fanxing/product-contract';
import type { Part, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { SealedPayee } from '../borrower/sealed-borrower.js';
import type { LineChangeRow } from './line-change.view.js';

export interface CreditLineRow extends SealedPayee, Record<string, unknown> {
  readonly id: string;
  readonly status: LineStatus;
  readonly limitMinor: string;
  readonly usedMinor: string;
  readonly dailyRate: string;
  readonly currency: CurrencyCode;
  readonly terms: RevolvingTerms;
  readonly openedOn: BusinessDate;
  readonly expiresOn: BusinessDate;
  readonly businessDate: BusinessDate;
}

/** A line with the date that the books stand at. */
export async function findCreditLine(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
): Promise<CreditLineRow | undefined> {
  const [row] = await database.call<CreditLineRow>(context, 'lending.find_line', [id]);
  return row;
}

/** Several lines at once, in no order. */
export async function readCreditLinesById(
  database: ServiceDatabase,
  context: TenantContext,
  ids: readonly string[],
): Promise<CreditLineRow[]> {
  return database.call<CreditLineRow>(context, 'lending.find_lines', [ids]);
}

/** A part of each borrower's lines, newest last. */
export async function readCreditLinesOf(
  { query, context }: TenantTransaction,
  borrowerIds: readonly string[],
  { first, afterId }: Part,
): Promise<CreditLineRow[]> {
  return query<CreditLineRow>(
    'read credit lines of borrowers',
    `SELECT shown.* FROM unnest($3::text[]) AS borrower (borrower_id) CROSS JOIN LATERAL (
       SELECT * FROM lending.shown_line
       WHERE tenant_id = $1 AND environment = $2 AND "borrowerId" = borrower_id AND ($4::text IS NULL OR id > $4)
       ORDER BY id LIMIT $5) AS shown
     ORDER BY shown.id`,
    [context.tenantId, context.environment, borrowerIds, afterId, first],
  );
}

/** A line under its row's lock, for a change by hand. */
export async function lockCreditLine(
  { query, context }: TenantTransaction,
  id: string,
): Promise<CreditLineRow | undefined> {
  const tenant = [context.tenantId, context.environment, id];
  await query(
    'lock credit line',
    'SELECT id FROM lending.credit_line WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE',
    tenant,
  );
  const [row] = await query<CreditLineRow>(
    'read credit line',
    'SELECT * FROM lending.shown_line WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    tenant,
  );
  return row;
}

export interface LineEvent {
  readonly id: string;
  readonly lineId: string;
  readonly kind: 'FREEZE' | 'UNFREEZE' | 'CLOSE' | 'REVIEW';
  readonly reason: string;
  readonly status: LineStatus;
  readonly limitMinor: bigint;
  readonly limitBeforeMinor: bigint;
  readonly on: BusinessDate;
  /** What asked for it; left out where a person did it. */
  readonly warning?: Pick<LineOrder, 'earlyWarningId' | 'reasons'>;
}

/** Writes a line's new state, and why it has it. */
export async function writeLineEvent({ query, context }: TenantTransaction, event: LineEvent): Promise<void> {
  await query(
    'write credit line',
    'UPDATE lending.credit_line SET status = $4, limit_minor = $5 WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, event.lineId, event.status, event.limitMinor.toString()],
  );
  await query(
    'write line event',
    `INSERT INTO lending.line_event (tenant_id, environment, id, line_id, kind, reason, limit_minor, booked_on, limit_before_minor,
                                     early_warning_id, reasons)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      context.tenantId,
      context.environment,
      event.id,
      event.lineId,
      event.kind,
      event.reason,
      event.limitMinor.toString(),
      event.on,
      event.limitBeforeMinor.toString(),
      event.warning?.earlyWarningId ?? null,
      event.warning === undefined ? null : JSON.stringify(event.warning.reasons),
    ],
  );
}

/** Whether the freeze that a line stands under was asked for by a warning. */
export async function isFrozenByWarning(
  { query, context }: TenantTransaction,
  lineId: string,
): Promise<boolean> {
  const [last] = await query<{ byWarning: boolean }>(
    'read who froze a line',
    `SELECT early_warning_id IS NOT NULL AS "byWarning" FROM lending.line_event
     WHERE tenant_id = $1 AND environment = $2 AND line_id = $3 AND kind = 'FREEZE' ORDER BY id DESC LIMIT 1`,
    [context.tenantId, context.environment, lineId],
  );
  return last?.byWarning ?? false;
}

/** A part of what was done to each of some lines, newest last. */
export async function readLineChangesOf(
  { query, context }: TenantTransaction,
  lineIds: readonly string[],
  { first, afterId }: Part,
): Promise<LineChangeRow[]> {
  return query<LineChangeRow>(
    'read changes of credit lines',
    `SELECT change.* FROM unnest($3::text[]) AS line (id) CROSS JOIN LATERAL (
       SELECT event.id, event.line_id AS "lineId", event.kind, event.booked_on AS "bookedOn", changed.currency, event.reason, event.reasons,
              event.limit_before_minor AS "limitBeforeMinor", event.limit_minor AS "limitMinor", event.early_warning_id AS "earlyWarningId"
       FROM lending.line_event AS event
       JOIN lending.credit_line AS changed ON changed.tenant_id = $1 AND changed.environment = $2 AND changed.id = event.line_id
       WHERE event.tenant_id = $1 AND event.environment = $2 AND event.line_id = line.id AND ($4::text IS NULL OR event.id > $4)
       ORDER BY event.id LIMIT $5) AS change
     ORDER BY change.id`,
    [context.tenantId, context.environment, lineIds, afterId, first],
  );
}

/** Writes down that lines whose time is over are expired. */
export async function expireLines({ query, context }: TenantTransaction, on: BusinessDate): Promise<void> {
  await query(
    'expire credit lines',
    `UPDATE lending.credit_line SET status = 'EXPIRED'
     WHERE tenant_id = $1 AND environment = $2 AND status IN ('ACTIVE', 'FROZEN') AND expires_on <= $3`,
    [context.tenantId, context.environment, on],
  );
}
