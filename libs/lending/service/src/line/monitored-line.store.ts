import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { LineStatus } from '@fanxing/lending-domain';
import type { RevolvingTerms } from '@fanxing/product-contract';
import type { TenantReading } from '@fanxing/runtime/database';

/** A line as it is watched; amounts in minor units of its currency. */
export interface MonitoredLineRow extends Record<string, unknown> {
  readonly id: string;
  readonly borrowerId: string;
  readonly productId: string;
  readonly status: LineStatus;
  readonly currency: CurrencyCode;
  readonly limitMinor: string;
  readonly usedMinor: string;
  readonly terms: RevolvingTerms;
  readonly expiresOn: BusinessDate;
  readonly daysPastDue: number;
  readonly loansOpen: number;
}

/** A part of the tenant's lines that are watched, by their ids. */
export async function readMonitoredLines(
  { query, context }: TenantReading,
  afterId: string,
  first: number,
): Promise<MonitoredLineRow[]> {
  return query<MonitoredLineRow>(
    'read monitored lines',
    'SELECT * FROM lending.monitored_line WHERE tenant_id = $1 AND environment = $2 AND id > $3 ORDER BY id LIMIT $4',
    [context.tenantId, context.environment, afterId, first],
  );
}

/** Those of some borrowers, by their ids. */
export async function readMonitoredLinesOf(
  { query, context }: TenantReading,
  borrowerIds: readonly string[],
): Promise<MonitoredLineRow[]> {
  return query<MonitoredLineRow>(
    'read monitored lines of borrowers',
    `SELECT line.* FROM unnest($3::text[]) AS wanted (borrower_id) CROSS JOIN LATERAL (
       SELECT * FROM lending.monitored_line
       WHERE tenant_id = $1 AND environment = $2 AND "borrowerId" = wanted.borrower_id) AS line
     ORDER BY line.id`,
    [context.tenantId, context.environment, borrowerIds],
  );
}
