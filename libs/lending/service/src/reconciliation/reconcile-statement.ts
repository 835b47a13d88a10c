import { Fault } from '@fanxing/kernel';
import type { MatchItem } from '@fanxing/ledger-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { findStatement, readLines, type StatementRow } from './bank-statement.store.js';
import { compareStatement } from './compare-statement.js';
import { readResolutions, type ResolutionRow } from './resolution.store.js';

/** An item with what was found out about it. */
export interface ReconciledItem extends MatchItem {
  readonly resolutions: readonly ResolutionRow[];
  /** It does not match, and nothing that was found out stands. */
  readonly isOpen: boolean;
}

export interface ReconciledStatement {
  readonly statement: StatementRow;
  readonly items: readonly ReconciledItem[];
}

const toleranceDaysMax = 31;

/** Compares a statement with the books as they are now. Fails with NOT_FOUND. */
export async function reconcileStatement(
  transaction: TenantTransaction,
  statementId: string,
  toleranceDays: number,
  path: string,
): Promise<ReconciledStatement> {
  if (toleranceDays < 0 || toleranceDays > toleranceDaysMax) {
    throw new Fault(
      'INPUT_INVALID',
      { problem: `toleranceDays is 0 to ${toleranceDaysMax}` },
      'toleranceDays',
    );
  }
  const statement = await findStatement(transaction, statementId);
  if (!statement) throw new Fault('NOT_FOUND', { what: 'bank statement', id: statementId }, path);
  const lines = await readLines(transaction, statementId);
  const { bookedFrom: from, bookedThrough: through } = statement;
  const told = { lines, from, through, isSigned: statement.isSigned };
  const items = await compareStatement(transaction, statementId, told, toleranceDays);
  const found = new Map<string, ResolutionRow[]>();
  for (const resolution of await readResolutions(transaction, statementId))
    found.set(resolution.key, [...(found.get(resolution.key) ?? []), resolution]);
  return {
    statement,
    items: items.map((item) => {
      const resolutions = found.get(item.key) ?? [];
      const isOpen = item.kind !== 'MATCHED' && resolutions.every(({ isRejected }) => isRejected);
      return { ...item, resolutions, isOpen };
    }),
  };
}
