import type { TenantReading } from '@fanxing/runtime/database';
import type { TenantKeys } from '@fanxing/runtime/encryption';
import { readAllWarningsOf } from './early-warning.store.js';
import { openWarning } from './sealed-warning.js';

/** All looks at a borrower's lines, in the clear, for the borrower's own request. */
export async function exportWarnings(
  reading: TenantReading,
  keys: TenantKeys,
  borrowerId: string,
): Promise<Record<string, unknown>[]> {
  const rows = await readAllWarningsOf(reading, borrowerId);
  return rows.map(({ id, factsSealed, ...row }) => {
    const values = factsSealed === null ? null : openWarning(keys, { id, borrowerId }, factsSealed).values;
    const { creditLineId, notedAt, level, reasons, action, limitMinor, currency, categories, consentId } =
      row;
    return {
      ...{
        id,
        creditLineId,
        notedAt,
        level,
        reasons,
        action,
        limitMinor,
        currency,
        values,
        categories,
        consentId,
      },
    };
  });
}
