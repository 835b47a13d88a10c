import { matchStatement, type BankStatement, type MatchItem } from '@fanxing/ledger-domain';
import { readCashMovements } from '@fanxing/ledger-store';
import type { TenantReading } from '@fanxing/runtime/database';
import { readReferencesElsewhere } from './bank-statement.store.js';

/**
 * What a bank tells beside what the books have under its references and on its days. `statementId` is the statement's own, empty for
 * one that was never imported.
 */
export async function compareStatement(
  reading: TenantReading,
  statementId: string,
  told: Pick<BankStatement, 'lines' | 'from' | 'through' | 'isSigned'>,
  toleranceDays: number,
): Promise<MatchItem[]> {
  const rows = await readCashMovements(reading, {
    causeIds: [...new Set(told.lines.map(({ reference }) => reference))],
    from: told.from,
    through: told.through,
    currencies: [...new Set(told.lines.map(({ currency }) => currency))],
  });
  const movements = rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
  const references = [...new Set(movements.map(({ causeId }) => causeId))];
  const elsewhere = await readReferencesElsewhere(reading, statementId, references);
  return matchStatement({ ...told, movements, elsewhere, toleranceDays });
}
