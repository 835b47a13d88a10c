import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import { chartOfAccounts } from '@fanxing/ledger-domain';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

/** Opens the chart of accounts in a currency; accounts that are open stay as they are. */
export async function openAccounts(
  { query, context }: TenantTransaction,
  currency: CurrencyCode,
): Promise<void> {
  const chart = Object.values(chartOfAccounts);
  await query('open accounts', 'SELECT ledger.open_accounts($1, $2, $3, $4, $5, $6, $7)', [
    context.tenantId,
    context.environment,
    chart.map(() => newId('account')),
    chart.map((account) => account.code),
    chart.map((account) => account.name.en),
    chart.map((account) => account.kind),
    currency,
  ]);
}

export interface AccountSums {
  readonly code: string;
  readonly name: string;
  readonly currency: CurrencyCode;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Every account with the sums of its posted lines, and how many entries the journal holds. */
export async function readTrialBalance({
  query,
  context,
}: TenantTransaction): Promise<{ entries: number; accounts: AccountSums[] }> {
  const tenant = [context.tenantId, context.environment];
  const sums = await query<{
    code: string;
    name: string;
    currency: CurrencyCode;
    debit: string;
    credit: string;
  }>(
    'read trial balance',
    `SELECT account.code, account.name, account.currency,
            coalesce(sum(posting.amount_minor) FILTER (WHERE posting.side = 'debit'), 0)::text AS debit,
            coalesce(sum(posting.amount_minor) FILTER (WHERE posting.side = 'credit'), 0)::text AS credit
     FROM ledger.account
     LEFT JOIN (ledger.posting JOIN ledger.journal_entry AS entry
                ON entry.tenant_id = posting.tenant_id AND entry.environment = posting.environment
                AND entry.id = posting.entry_id AND entry.status = 'posted')
       ON posting.tenant_id = account.tenant_id AND posting.environment = account.environment AND posting.account_id = account.id
     WHERE account.tenant_id = $1 AND account.environment = $2
     GROUP BY account.code, account.name, account.currency ORDER BY account.code, account.currency`,
    tenant,
  );
  const [counted] = await query<{ entries: number }>(
    'count journal entries',
    'SELECT count(*)::integer AS entries FROM ledger.journal_entry WHERE tenant_id = $1 AND environment = $2',
    tenant,
  );
  const accounts = sums.map(({ debit, credit, ...account }) => ({
    ...account,
    debitMinor: BigInt(debit),
    creditMinor: BigInt(credit),
  }));
  return { entries: counted?.entries ?? 0, accounts };
}

export interface EntryRow {
  readonly id: string;
  readonly status: 'pending' | 'posted' | 'voided';
  readonly bookedOn: BusinessDate;
  readonly causeType: string;
  readonly causeId: string;
  readonly postings: readonly {
    code: string;
    side: 'debit' | 'credit';
    amountMinor: string;
    currency: CurrencyCode;
  }[];
}

/** A page of the journal by id, which is the order of writing. */
export async function readJournalEntries(
  { query, context }: TenantTransaction,
  page: Page,
  causeId: string | null,
): Promise<EntryRow[]> {
  return query<EntryRow & Record<string, unknown>>(
    'read journal entries',
    `SELECT entry.id, entry.status, entry.booked_on AS "bookedOn", entry.cause_type AS "causeType", entry.cause_id AS "causeId",
            (SELECT jsonb_agg(jsonb_build_object('code', account.code, 'side', posting.side, 'amountMinor', posting.amount_minor::text,
                                                 'currency', posting.currency) ORDER BY posting.line)
             FROM ledger.posting JOIN ledger.account ON account.tenant_id = posting.tenant_id
               AND account.environment = posting.environment AND account.id = posting.account_id
             WHERE posting.tenant_id = entry.tenant_id AND posting.environment = entry.environment AND posting.entry_id = entry.id) AS postings
     FROM ledger.journal_entry AS entry
     WHERE entry.tenant_id = $1 AND entry.environment = $2 AND ($3::text IS NULL OR entry.cause_id = $3)
       AND ($4::text IS NULL OR entry.id > $4) AND ($5::text IS NULL OR entry.id < $5)
     ORDER BY entry.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, causeId, page.afterId, page.beforeId, page.limit],
  );
}
