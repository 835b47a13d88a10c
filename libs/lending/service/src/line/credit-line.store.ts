import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { LineStatus } from '@fanxing/lending-domain';
import type { RevolvingTerms } from '@fanxing/product-contract';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { SealedPayee } from '../borrower/sealed-borrower.js';

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

export async function readCreditLinesOf(
  { query, context }: TenantTransaction,
  borrowerId: string,
): Promise<CreditLineRow[]> {
  return query<CreditLineRow>(
    'read credit lines',
    'SELECT * FROM lending.shown_line WHERE tenant_id = $1 AND environment = $2 AND "borrowerId" = $3 ORDER BY id',
    [context.tenantId, context.environment, borrowerId],
  );
}
