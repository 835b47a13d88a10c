import type { CurrencyCode, Instant } from '@fanxing/kernel';
import { chartOfAccounts, type AccountKind, type Side } from '@fanxing/ledger-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

/** An account as a chart lists it, before it is open in a currency. */
export interface ChartedAccount {
  readonly code: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly kind: AccountKind;
}

/** Opens the chart of accounts in a currency; accounts that are open stay as they are. */
export async function openAccounts(transaction: TenantTransaction, currency: CurrencyCode): Promise<void> {
  await openChart(transaction, Object.values(chartOfAccounts), currency);
}

/** Opens accounts in a currency. Answers how many of them were not there. */
export async function openChart(
  { query, context }: TenantTransaction,
  chart: readonly ChartedAccount[],
  currency: CurrencyCode,
): Promise<number> {
  const [row] = await query<{ opened: number }>(
    'open accounts',
    'SELECT ledger.open_accounts($1, $2, $3, $4, $5, $6, $7, $8) AS opened',
    [
      context.tenantId,
      context.environment,
      chart.map(() => newId('account')),
      chart.map(({ code }) => code),
      chart.map(({ name }) => name.en),
      chart.map(({ name }) => name.zh),
      chart.map(({ kind }) => kind),
      currency,
    ],
  );
  return row?.opened ?? 0;
}

/** Fails with ACCOUNT_NOT_OPEN, or with STATE_CONFLICT while something is left on the account. */
export async function closeAccount(
  { query, context }: TenantTransaction,
  code: string,
  currency: CurrencyCode,
): Promise<void> {
  await query('close account', 'SELECT ledger.close_account($1, $2, $3, $4)', [
    context.tenantId,
    context.environment,
    code,
    currency,
  ]);
}

export interface AccountRow extends Record<string, unknown> {
  readonly code: string;
  readonly name: string;
  readonly nameZh: string;
  readonly kind: AccountKind;
  readonly normalSide: Side;
  readonly currency: CurrencyCode;
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
}

/** Every account that the tenant has opened, by code and currency. */
export async function readAccounts({ query, context }: TenantTransaction): Promise<AccountRow[]> {
  const rows = await query<AccountRow>(
    'read accounts',
    `SELECT code, name, name_zh AS "nameZh", kind, normal_side AS "normalSide", currency, opened_at AS "openedAt", closed_at AS "closedAt"
     FROM ledger.account WHERE tenant_id = $1 AND environment = $2 ORDER BY code, currency`,
    [context.tenantId, context.environment],
  );
  return rows.map((row) => ({ ...row, nameZh: row.nameZh || chineseNameOf(row.code) || row.name }));
}

/** Accounts that were opened before names were kept in both languages are of the chart. */
function chineseNameOf(code: string): string | undefined {
  return Object.values(chartOfAccounts).find((account) => account.code === code)?.name.zh;
}
