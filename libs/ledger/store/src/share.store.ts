import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { Side } from '@fanxing/ledger-domain';
import type { Page, TenantReading } from '@fanxing/runtime/database';
import { now, type AccountSums, type Moment } from './balance.store.js';

/** One party's accounts with the sums of its shares of posted entries at a moment; nothing of any other party's. */
export async function readPartyBalance(
  { query, context }: TenantReading,
  party: string,
  moment: Moment = now,
): Promise<AccountSums[]> {
  const rows = await query<{
    code: string;
    name: string;
    currency: CurrencyCode;
    debit: string;
    credit: string;
  }>(
    'read party balance',
    `SELECT account.code, account.name, account.currency, sums.debit::text, sums.credit::text
     FROM (SELECT share.account_code AS code, share.currency, coalesce(sum(amount_minor) FILTER (WHERE side = 'debit'), 0) AS debit,
                  coalesce(sum(amount_minor) FILTER (WHERE side = 'credit'), 0) AS credit
           FROM ledger.share_posting AS share
           JOIN ledger.journal_entry AS entry ON entry.tenant_id = share.tenant_id AND entry.environment = share.environment
             AND entry.id = share.entry_id
           WHERE share.tenant_id = $1 AND share.environment = $2 AND share.party = $3 AND entry.status = 'posted'
             AND ($4::date IS NULL OR entry.booked_on <= $4) AND ($5::timestamptz IS NULL OR entry.settled_at <= $5)
           GROUP BY share.account_code, share.currency) AS sums
     JOIN ledger.account ON account.tenant_id = $1 AND account.environment = $2 AND account.code = sums.code
       AND account.currency = sums.currency
     ORDER BY account.code, account.currency`,
    [context.tenantId, context.environment, party, moment.bookedThrough, moment.knownAt],
  );
  return rows.map(({ debit, credit, ...account }) => ({
    ...account,
    debitMinor: BigInt(debit),
    creditMinor: BigInt(credit),
  }));
}

export interface PartyEntryRow extends Record<string, unknown> {
  readonly id: string;
  readonly bookedOn: BusinessDate;
  readonly causeType: string;
  readonly causeId: string;
  readonly postings: readonly { code: string; side: Side; amountMinor: string; currency: CurrencyCode }[];
}

/** A page of the entries that a party has a share of, with that share only. */
export async function readPartyEntries(
  { query, context }: TenantReading,
  party: string,
  page: Page,
): Promise<PartyEntryRow[]> {
  return query<PartyEntryRow>(
    'read party entries',
    `SELECT entry.id, entry.booked_on AS "bookedOn", entry.cause_type AS "causeType", entry.cause_id AS "causeId",
            jsonb_agg(jsonb_build_object('code', share.account_code, 'side', share.side, 'amountMinor', share.amount_minor::text,
                                         'currency', share.currency) ORDER BY share.subject_id, share.account_code) AS postings
     FROM ledger.share_posting AS share
     JOIN ledger.journal_entry AS entry ON entry.tenant_id = share.tenant_id AND entry.environment = share.environment
       AND entry.id = share.entry_id
     WHERE share.tenant_id = $1 AND share.environment = $2 AND share.party = $3
       AND ($4::text IS NULL OR share.entry_id > $4) AND ($5::text IS NULL OR share.entry_id < $5)
     GROUP BY entry.id, entry.booked_on, entry.cause_type, entry.cause_id
     ORDER BY entry.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, party, page.afterId, page.beforeId, page.limit],
  );
}

export interface PartyShare extends Record<string, unknown> {
  readonly subjectId: string;
  readonly party: string;
  readonly code: string;
  readonly currency: CurrencyCode;
  readonly minor: string;
}

/** What each party has of each shared thing, by account: debits less credits. */
export async function readPartyShares({ query, context }: TenantReading): Promise<PartyShare[]> {
  return query<PartyShare>(
    'read party shares',
    `SELECT subject_id AS "subjectId", party, account_code AS code, currency,
            sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END)::text AS minor
     FROM ledger.share_posting WHERE tenant_id = $1 AND environment = $2
     GROUP BY subject_id, party, account_code, currency ORDER BY subject_id, account_code, party`,
    [context.tenantId, context.environment],
  );
}
