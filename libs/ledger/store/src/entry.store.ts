import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { Side } from '@fanxing/ledger-domain';
import type { Page, TenantReading, TenantTransaction } from '@fanxing/runtime/database';

export interface EntryRow {
  readonly id: string;
  readonly status: 'pending' | 'posted' | 'voided';
  readonly bookedOn: BusinessDate;
  /** The day that it was meant for, when that day's period was closed. */
  readonly valueOn: BusinessDate | null;
  readonly causeType: string;
  readonly causeId: string;
  readonly description: string | null;
  readonly reversesId: string | null;
  readonly reversedById: string | null;
  readonly postings: readonly {
    code: string;
    side: Side;
    amountMinor: string;
    currency: CurrencyCode;
  }[];
}

const selectEntry = `
  SELECT entry.id, entry.status, entry.booked_on AS "bookedOn", entry.value_on AS "valueOn", entry.cause_type AS "causeType",
         entry.cause_id AS "causeId", entry.description, entry.reverses_id AS "reversesId",
         (SELECT reversal.id FROM ledger.journal_entry AS reversal WHERE reversal.tenant_id = entry.tenant_id
            AND reversal.environment = entry.environment AND reversal.reverses_id = entry.id) AS "reversedById",
         (SELECT jsonb_agg(jsonb_build_object('code', account.code, 'side', posting.side, 'amountMinor', posting.amount_minor::text,
                                              'currency', posting.currency) ORDER BY posting.line)
          FROM ledger.posting JOIN ledger.account ON account.tenant_id = posting.tenant_id
            AND account.environment = posting.environment AND account.id = posting.account_id
          WHERE posting.tenant_id = entry.tenant_id AND posting.environment = entry.environment AND posting.entry_id = entry.id) AS postings
  FROM ledger.journal_entry AS entry WHERE entry.tenant_id = $1 AND entry.environment = $2`;

/** A page of the journal by id, which is the order of writing. */
export async function readJournalEntries(
  { query, context }: TenantTransaction,
  page: Page,
  causeId: string | null,
): Promise<EntryRow[]> {
  return query<EntryRow & Record<string, unknown>>(
    'read journal entries',
    `${selectEntry} AND ($3::text IS NULL OR entry.cause_id = $3) AND ($4::text IS NULL OR entry.id > $4) AND ($5::text IS NULL OR entry.id < $5)
     ORDER BY entry.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, causeId, page.afterId, page.beforeId, page.limit],
  );
}

export async function findJournalEntry(
  { query, context }: TenantTransaction,
  id: string,
): Promise<EntryRow | undefined> {
  const [row] = await query<EntryRow & Record<string, unknown>>(
    'find journal entry',
    `${selectEntry} AND entry.id = $3`,
    [context.tenantId, context.environment, id],
  );
  return row;
}

/** An entry that people made: it is posted at once, and each line has its own currency. */
export interface MadeEntry {
  readonly id: string;
  readonly bookedOn: BusinessDate;
  readonly causeType: string;
  readonly causeId: string;
  readonly description: string;
  readonly lines: readonly {
    readonly code: string;
    readonly side: Side;
    readonly amountMinor: bigint;
    readonly currency: CurrencyCode;
  }[];
}

/** Fails with PERIOD_CLOSED, ACCOUNT_NOT_OPEN, ENTRY_UNBALANCED or FUNDING_EXCEEDED. */
export async function enterLines({ query, context }: TenantTransaction, entry: MadeEntry): Promise<void> {
  await query(
    'enter lines',
    'SELECT ledger.enter_lines($1, $2, $3, $4, $5, $6, $7, NULL, $8, $9, $10, $11)',
    [
      context.tenantId,
      context.environment,
      entry.id,
      entry.bookedOn,
      entry.causeType,
      entry.causeId,
      entry.description,
      entry.lines.map(({ code }) => code),
      entry.lines.map(({ side }) => side),
      entry.lines.map(({ amountMinor }) => amountMinor.toString()),
      entry.lines.map(({ currency }) => currency),
    ],
  );
}

/** Enters the mirror of a posted entry. Fails with NOT_FOUND, STATE_CONFLICT, ENTRY_REVERSED or PERIOD_CLOSED. */
export async function enterReversal(
  { query, context }: TenantTransaction,
  reversal: {
    readonly id: string;
    readonly reversesId: string;
    readonly bookedOn: BusinessDate;
    readonly description: string;
  },
): Promise<void> {
  await query('enter reversal', 'SELECT ledger.reverse($1, $2, $3, $4, $5, $6)', [
    context.tenantId,
    context.environment,
    reversal.id,
    reversal.reversesId,
    reversal.bookedOn,
    reversal.description,
  ]);
}

/** What the entries of a cause, and those that undo them, have moved on the funding account: out is below zero. */
export interface CashMovement extends Record<string, unknown> {
  readonly causeId: string;
  readonly currency: CurrencyCode;
  readonly amountMinor: string;
  readonly bookedOn: BusinessDate;
  readonly status: 'pending' | 'posted' | 'voided';
  readonly entryIds: readonly string[];
}

/** Movements of the funding account whose cause is one of these, or that were posted on these days; pending and voided ones too. */
export async function readCashMovements(
  { query, context }: TenantReading,
  wanted: {
    readonly causeIds: readonly string[];
    readonly from: BusinessDate;
    readonly through: BusinessDate;
    readonly currencies: readonly CurrencyCode[];
  },
): Promise<CashMovement[]> {
  return query<CashMovement>(
    'read cash movements',
    `WITH cause AS (
       SELECT coalesce(reversed.cause_id, entry.cause_id) AS cause_id
       FROM ledger.journal_entry AS entry LEFT JOIN ledger.journal_entry AS reversed
         ON reversed.tenant_id = entry.tenant_id AND reversed.environment = entry.environment AND reversed.id = entry.reverses_id
       WHERE entry.tenant_id = $1 AND entry.environment = $2 AND entry.booked_on BETWEEN $4 AND $5
       UNION SELECT unnest($3::text[])),
     own AS (
       SELECT entry.id, entry.cause_id, entry.status, entry.booked_on
       FROM cause JOIN ledger.journal_entry AS entry ON entry.tenant_id = $1 AND entry.environment = $2 AND entry.cause_id = cause.cause_id),
     counted AS (
       SELECT * FROM own
       UNION ALL SELECT reversal.id, own.cause_id, reversal.status, reversal.booked_on
       FROM own JOIN ledger.journal_entry AS reversal ON reversal.tenant_id = $1 AND reversal.environment = $2 AND reversal.reverses_id = own.id)
     SELECT entry.cause_id AS "causeId", posting.currency, entry.status, min(entry.booked_on) AS "bookedOn",
            sum(CASE posting.side WHEN 'debit' THEN posting.amount_minor ELSE -posting.amount_minor END)::text AS "amountMinor",
            array_agg(DISTINCT entry.id) AS "entryIds"
     FROM counted AS entry
     JOIN ledger.posting ON posting.tenant_id = $1 AND posting.environment = $2 AND posting.entry_id = entry.id
     JOIN ledger.account ON account.tenant_id = $1 AND account.environment = $2 AND account.id = posting.account_id AND account.code = '1001'
     WHERE posting.currency = ANY ($6) OR entry.cause_id = ANY ($3)
     GROUP BY entry.cause_id, posting.currency, entry.status
     ORDER BY entry.cause_id, posting.currency, entry.status`,
    [context.tenantId, context.environment, wanted.causeIds, wanted.from, wanted.through, wanted.currencies],
  );
}
