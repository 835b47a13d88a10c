import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { LineOrderOutcome, LineOrderReason } from '@fanxing/lending-contract';
import type { MonitoringAction, WarningLevel } from '@fanxing/risk-strategy';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { Page, ServiceDatabase, TenantReading, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { HeldBecause, LastOrder } from './settle-action.js';

export type WarningTrigger = 'DAY' | 'EVENT';

/** A look at a line as it is kept. */
export interface Warning {
  readonly id: string;
  readonly creditLineId: string;
  readonly borrowerId: string;
  readonly productCode: string;
  readonly rulesId: string;
  readonly trigger: WarningTrigger;
  readonly businessDate: BusinessDate;
  readonly asOf: Instant;
  readonly knownUntil: Instant;
  readonly level: WarningLevel;
  readonly reasons: readonly LineOrderReason[];
  readonly wanted: MonitoringAction;
  readonly action: MonitoringAction;
  readonly held: HeldBecause | null;
  readonly currency: CurrencyCode;
  readonly limitMinor: string | null;
  readonly fingerprint: string;
  readonly consentId: string;
  readonly categories: readonly DataCategory[];
  readonly factsSealed: string | null;
  readonly notedAt: Instant;
  readonly unusableSince: Instant | null;
  readonly erasedAt: Instant | null;
  readonly outcome: LineOrderOutcome['outcome'] | null;
  readonly refusal: string | null;
}

export interface WarningRow extends Warning, Record<string, unknown> {}

export type NewWarning = Omit<Warning, 'notedAt' | 'unusableSince' | 'erasedAt' | 'outcome' | 'refusal'>;

/**
 * Keeps a warning; answers whether it is new, which the second of a line's looks at one day is not. Fails with CONSENT_REQUIRED when the
 * consent was withdrawn meanwhile, and with WRITE_CONTENTION when another warning changed the line since `lastOrderId`.
 */
export async function recordWarning(
  database: ServiceDatabase,
  context: TenantContext,
  warning: NewWarning,
  lastOrderId: string | null,
): Promise<boolean> {
  const inSnakes = Object.fromEntries(Object.entries(warning).map(([name, value]) => [snake(name), value]));
  const [row] = await database.call<{ is_new: boolean }>(context, 'risk.record_early_warning', [
    JSON.stringify(inSnakes),
    lastOrderId,
  ]);
  return row?.is_new ?? false;
}

/** The last change that was asked of a line, whatever lending answered. */
export async function readLastOrder(
  { query, context }: TenantReading,
  creditLineId: string,
): Promise<LastOrder | null> {
  const [row] = await query<LastOrder & Record<string, unknown>>(
    'read last line order',
    'SELECT id, action, business_date AS "on" FROM risk.last_order($1, $2, $3)',
    [context.tenantId, context.environment, creditLineId],
  );
  return row ?? null;
}

/** Which of these lines were looked at for a day already. */
export async function lookedAtOn(
  { query, context }: TenantReading,
  creditLineIds: readonly string[],
  on: BusinessDate,
): Promise<ReadonlySet<string>> {
  const rows = await query<{ id: string }>(
    'read lines looked at',
    `SELECT credit_line_id AS id FROM risk.early_warning
     WHERE tenant_id = $1 AND environment = $2 AND trigger = 'DAY' AND business_date = $4 AND credit_line_id = ANY ($3)`,
    [context.tenantId, context.environment, creditLineIds, on],
  );
  return new Set(rows.map(({ id }) => id));
}

const selectWarning = `SELECT w.id, w.credit_line_id AS "creditLineId", w.borrower_id AS "borrowerId", w.product_code AS "productCode",
    w.rules_id AS "rulesId", w.trigger, w.business_date AS "businessDate", w.as_of AS "asOf", w.known_until AS "knownUntil", w.level, w.reasons,
    w.wanted, w.action, w.held, w.currency, w.limit_minor AS "limitMinor", w.fingerprint, w.consent_id AS "consentId", w.categories,
    w.facts_sealed AS "factsSealed", w.noted_at AS "notedAt", w.unusable_since AS "unusableSince", w.erased_at AS "erasedAt",
    answered.outcome, answered.refusal
  FROM risk.early_warning AS w
  LEFT JOIN risk.line_order_outcome AS answered
    ON answered.tenant_id = w.tenant_id AND answered.environment = w.environment AND answered.early_warning_id = w.id
  WHERE w.tenant_id = $1 AND w.environment = $2`;

/** Warnings by their ids, in no order. */
export async function findWarnings(
  { query, context }: TenantReading,
  ids: readonly string[],
): Promise<WarningRow[]> {
  return query<WarningRow>('find early warnings', `${selectWarning} AND w.id = ANY ($3)`, [
    context.tenantId,
    context.environment,
    ids,
  ]);
}

/** What was asked of lending and not answered yet, the oldest first; nothing that a consent was withdrawn for. */
export async function readUnansweredOrders(
  { query, context }: TenantReading,
  limit: number,
): Promise<WarningRow[]> {
  return query<WarningRow>(
    'read unanswered line orders',
    `${selectWarning} AND w.action <> 'NONE' AND answered.outcome IS NULL AND w.unusable_since IS NULL ORDER BY w.id LIMIT $3`,
    [context.tenantId, context.environment, limit],
  );
}

/** Keeps lending's answer; the first stays. */
export async function keepOutcome(
  { query, context }: TenantTransaction,
  warningId: string,
  { outcome, refusal }: LineOrderOutcome,
): Promise<void> {
  await query(
    'keep line order outcome',
    `INSERT INTO risk.line_order_outcome (tenant_id, environment, early_warning_id, outcome, refusal) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING`,
    [context.tenantId, context.environment, warningId, outcome, refusal],
  );
}

/** All of a borrower's, the oldest first. */
export async function readAllWarningsOf(
  { query, context }: TenantReading,
  borrowerId: string,
): Promise<WarningRow[]> {
  return query<WarningRow>(
    'read all early warnings of a borrower',
    `${selectWarning} AND w.borrower_id = $3 ORDER BY w.id`,
    [context.tenantId, context.environment, borrowerId],
  );
}

export interface WarningFilter {
  readonly levels: readonly WarningLevel[] | null;
  readonly productCode: string | null;
  readonly since: BusinessDate | null;
  readonly borrowerId: string | null;
  readonly creditLineId: string | null;
}

export async function readWarnings(
  { query, context }: TenantReading,
  page: Page,
  filter: WarningFilter,
): Promise<WarningRow[]> {
  return query<WarningRow>(
    'read early warnings',
    `${selectWarning} AND ($3::text[] IS NULL OR w.level = ANY ($3)) AND ($4::text IS NULL OR w.product_code = $4)
       AND ($5::date IS NULL OR w.business_date >= $5) AND ($6::text IS NULL OR w.borrower_id = $6)
       AND ($7::text IS NULL OR w.credit_line_id = $7) AND ($8::text IS NULL OR w.id > $8) AND ($9::text IS NULL OR w.id < $9)
     ORDER BY w.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $10`,
    [
      context.tenantId,
      context.environment,
      filter.levels,
      filter.productCode,
      filter.since,
      filter.borrowerId,
      filter.creditLineId,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
