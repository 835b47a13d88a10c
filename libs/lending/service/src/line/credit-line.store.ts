import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { LineStatus } from '@fanxing/lending-domain';
import type { RevolvingTerms } from '@fanxing/product-contract';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface CreditLineRow extends Record<string, unknown> {
  readonly id: string;
  readonly borrowerId: string;
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

const selectLine = `
  SELECT line.id, line.borrower_id AS "borrowerId", line.status, line.limit_minor::text AS "limitMinor", line.used_minor::text AS "usedMinor",
         line.daily_rate::text AS "dailyRate", line.currency, line.terms, line.opened_on AS "openedOn", line.expires_on AS "expiresOn",
         book.business_date AS "businessDate"
  FROM lending.credit_line AS line
  JOIN lending.book ON book.tenant_id = line.tenant_id AND book.environment = line.environment
  WHERE line.tenant_id = $1 AND line.environment = $2`;

export async function findCreditLine(
  { query, context }: TenantTransaction,
  id: string,
): Promise<CreditLineRow | undefined> {
  const [row] = await query<CreditLineRow>('find credit line', `${selectLine} AND line.id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

export async function readCreditLinesOf(
  { query, context }: TenantTransaction,
  borrowerId: string,
): Promise<CreditLineRow[]> {
  return query<CreditLineRow>(
    'read credit lines',
    `${selectLine} AND line.borrower_id = $3 ORDER BY line.id`,
    [context.tenantId, context.environment, borrowerId],
  );
}

/** A line as a drawdown needs it, in one round trip. */
export async function lineToDraw(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
): Promise<(CreditLineRow & { readonly borrowerReference: string }) | undefined> {
  const [row] = await database.call(context, 'lending.line_to_draw', [id]);
  return row as (CreditLineRow & { readonly borrowerReference: string }) | undefined;
}
