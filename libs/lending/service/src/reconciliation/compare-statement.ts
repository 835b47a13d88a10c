import {
  matchStatement,
  type BankStatement,
  type BookMovement,
  type MatchItem,
} from '@fanxing/ledger-domain';
import { readCashMovements } from '@fanxing/ledger-store';
import type { TenantReading } from '@fanxing/runtime/database';
import { readReferencesElsewhere } from './bank-statement.store.js';
import { readPaymentReferences, type PaymentReference } from './payment-reference.store.js';

type Told = Pick<BankStatement, 'lines' | 'from' | 'through' | 'isSigned'>;

/**
 * What a bank tells beside what the books have under its references and on its days. Money that came in under a reference of the bank's is in the
 * books under its repayment, and meets the bank's line all the same. `statementId` is the statement's own, empty for one that was never
 * imported.
 */
export async function compareStatement(
  reading: TenantReading,
  statementId: string,
  told: Told,
  toleranceDays: number,
): Promise<MatchItem[]> {
  const references = [...new Set(told.lines.map(({ reference }) => reference))];
  const paid = causesTold(told, await readPaymentReferences(reading, references, []));
  const rows = await readCashMovements(reading, {
    causeIds: [...references, ...paid.keys()],
    from: told.from,
    through: told.through,
    currencies: [...new Set(told.lines.map(({ currency }) => currency))],
  });
  const movements = rows.map((row) => ({
    ...row,
    causeId: paid.get(row.causeId) ?? row.causeId,
    amountMinor: BigInt(row.amountMinor),
  }));
  const elsewhere = await toldElsewhere(reading, statementId, movements);
  return matchStatement({ ...told, movements, elsewhere, toleranceDays });
}

/** The books' cause that each of the bank's references stands for: the repayment, or, where money goes out, what reversed it. */
function causesTold({ lines }: Told, known: readonly PaymentReference[]): Map<string, string> {
  const causes = new Map<string, string>();
  for (const { bankReference, repaymentId, reversalId } of known) {
    const sumMinor = lines
      .filter(({ reference }) => reference === bankReference)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    const cause = sumMinor < 0n ? reversalId : repaymentId;
    if (cause !== null) causes.set(cause, bankReference);
  }
  return causes;
}

/** Causes that another statement tells of, under their own name or under the bank's reference. */
async function toldElsewhere(
  reading: TenantReading,
  statementId: string,
  movements: readonly BookMovement[],
): Promise<ReadonlySet<string>> {
  const causes = [...new Set(movements.map(({ causeId }) => causeId))];
  const known = await readPaymentReferences(reading, [], causes);
  const bankReferences = known.map(({ bankReference }) => bankReference);
  const found = await readReferencesElsewhere(reading, statementId, [...causes, ...bankReferences]);
  const byBank = known.filter(({ bankReference }) => found.has(bankReference));
  return new Set([
    ...found,
    ...byBank.flatMap(({ repaymentId, reversalId }) =>
      reversalId === null ? [repaymentId] : [repaymentId, reversalId],
    ),
  ]);
}
