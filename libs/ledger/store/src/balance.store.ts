import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { TenantReading } from '@fanxing/runtime/database';

/**
 * Which moment is meant, in both times. `bookedThrough`: what had happened by the end of that business day. `knownAt`: what had
 * been written down by that instant. Null: all of it.
 */
export interface Moment {
  readonly bookedThrough: BusinessDate | null;
  readonly knownAt: Instant | null;
}

export const now: Moment = { bookedThrough: null, knownAt: null };

export interface AccountSums {
  readonly code: string;
  readonly name: string;
  readonly currency: CurrencyCode;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Every account with the sums of its posted lines at a moment, and how many entries the journal held then, whatever their status. */
export async function readTrialBalance(
  { query, context }: TenantReading,
  moment: Moment = now,
): Promise<{ entries: number; accounts: AccountSums[] }> {
  const parameters = [context.tenantId, context.environment, moment.bookedThrough, moment.knownAt];
  const sums = await query<{
    code: string;
    name: string;
    currency: CurrencyCode;
    debit: string;
    credit: string;
  }>(
    'read trial balance',
    `SELECT account.code, account.name, account.currency, coalesce(sums.debit, 0)::text AS debit, coalesce(sums.credit, 0)::text AS credit
     FROM ledger.account
     LEFT JOIN (
       SELECT posting.account_id, sum(posting.amount_minor) FILTER (WHERE posting.side = 'debit') AS debit,
              sum(posting.amount_minor) FILTER (WHERE posting.side = 'credit') AS credit
       FROM ledger.posting JOIN ledger.journal_entry AS entry
         ON entry.tenant_id = posting.tenant_id AND entry.environment = posting.environment AND entry.id = posting.entry_id
       WHERE posting.tenant_id = $1 AND posting.environment = $2 AND entry.status = 'posted'
         AND ($3::date IS NULL OR entry.booked_on <= $3) AND ($4::timestamptz IS NULL OR entry.settled_at <= $4)
       GROUP BY posting.account_id) AS sums ON sums.account_id = account.id
     WHERE account.tenant_id = $1 AND account.environment = $2 AND ($4::timestamptz IS NULL OR account.opened_at <= $4)
     ORDER BY account.code, account.currency`,
    parameters,
  );
  const [counted] = await query<{ entries: number }>(
    'count journal entries',
    `SELECT count(*)::integer AS entries FROM ledger.journal_entry WHERE tenant_id = $1 AND environment = $2
       AND ($3::date IS NULL OR booked_on <= $3) AND ($4::timestamptz IS NULL OR created_at <= $4)`,
    parameters,
  );
  const accounts = sums.map(({ debit, credit, ...account }) => ({
    ...account,
    debitMinor: BigInt(debit),
    creditMinor: BigInt(credit),
  }));
  return { entries: counted?.entries ?? 0, accounts };
}

/** Entries whose debits and credits differ in a currency; the first few. In sound books there is none. */
export async function readUnbalancedEntries({
  query,
  context,
}: TenantReading): Promise<{ entryId: string; currency: CurrencyCode; differenceMinor: string }[]> {
  return query(
    'read unbalanced entries',
    `SELECT entry_id AS "entryId", currency, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)::text AS "differenceMinor"
     FROM ledger.posting WHERE tenant_id = $1 AND environment = $2
     GROUP BY entry_id, currency HAVING sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) <> 0
     ORDER BY entry_id LIMIT 100`,
    [context.tenantId, context.environment],
  );
}

/** Entries that stand in the journal without a line; the first few. In sound books there is none. */
export async function readEmptyEntries({ query, context }: TenantReading): Promise<{ entryId: string }[]> {
  return query(
    'read empty entries',
    `SELECT entry.id AS "entryId" FROM ledger.journal_entry AS entry
     WHERE entry.tenant_id = $1 AND entry.environment = $2 AND NOT EXISTS (
       SELECT FROM ledger.posting WHERE posting.tenant_id = $1 AND posting.environment = $2 AND posting.entry_id = entry.id)
     ORDER BY entry.id LIMIT 100`,
    [context.tenantId, context.environment],
  );
}

/** One entry with the sum of its debits, for the comparison with what caused it. */
export interface EntrySum extends Record<string, unknown> {
  readonly entryId: string;
  readonly status: string;
  readonly causeType: string;
  readonly causeId: string;
  readonly currency: CurrencyCode;
  readonly debitMinor: string;
}

const selectEntrySum = `
  SELECT entry.id AS "entryId", entry.status, entry.cause_type AS "causeType", entry.cause_id AS "causeId", posting.currency,
         sum(posting.amount_minor) FILTER (WHERE posting.side = 'debit')::text AS "debitMinor"
  FROM ledger.journal_entry AS entry
  JOIN ledger.posting ON posting.tenant_id = entry.tenant_id AND posting.environment = entry.environment AND posting.entry_id = entry.id
  WHERE entry.tenant_id = $1 AND entry.environment = $2`;

export async function readEntrySums(
  { query, context }: TenantReading,
  entryIds: readonly string[],
): Promise<EntrySum[]> {
  return query<EntrySum>(
    'read entry sums',
    `${selectEntrySum} AND entry.id = ANY ($3) GROUP BY entry.id, entry.status, entry.cause_type, entry.cause_id, posting.currency`,
    [context.tenantId, context.environment, entryIds],
  );
}

/** The entries that lending makes by itself, by id: of drawdowns, repayments and a day's interest. */
export async function readLendingEntries(
  { query, context }: TenantReading,
  afterId: string,
  limit: number,
): Promise<EntrySum[]> {
  return query<EntrySum>(
    'read lending entries',
    `${selectEntrySum} AND entry.id > $3 AND entry.cause_type IN ('drawdown', 'repayment', 'accrual')
     GROUP BY entry.id, entry.status, entry.cause_type, entry.cause_id, posting.currency ORDER BY entry.id LIMIT $4`,
    [context.tenantId, context.environment, afterId, limit],
  );
}
