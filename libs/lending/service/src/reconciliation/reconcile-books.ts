/**
 * The books beside the loans, as one report that names each difference. It reads one snapshot and takes the tables a part at a time, so
 * it can run beside daily work; the service and `fanxing ledger reconcile` run this same code.
 */
import {
  readEmptyEntries,
  readEntrySums,
  readLendingEntries,
  readTrialBalance,
  readUnbalancedEntries,
  type EntrySum,
} from '@fanxing/ledger-store';
import type { TenantReading } from '@fanxing/runtime/database';
import type { LedgerDifference } from './ledger-difference.js';
import { reconcileShares } from './reconcile-shares.js';
import {
  readAccrualSums,
  readKnownCauses,
  readLoanRows,
  readLoanTotals,
  readRepaymentRows,
  readWrongLines,
  type SubLedgerRow,
} from './sub-ledger.store.js';

export interface BooksReport {
  readonly holds: boolean;
  readonly entries: number;
  readonly loans: number;
  readonly differences: readonly LedgerDifference[];
}

const rowsAtATime = 5_000;
const differencesMax = 1_000;

export async function reconcileBooks(reading: TenantReading): Promise<BooksReport> {
  const differences: LedgerDifference[] = [];
  differences.push(...(await unsoundEntries(reading)));
  const loans = await compareRows(reading, readLoanRows, 'LOAN_ENTRY', differences);
  await compareRows(reading, readRepaymentRows, 'REPAYMENT_ENTRY', differences);
  const accruals = new Map(
    (await readAccrualSums(reading)).map(({ entryId, amountMinor }) => [entryId, amountMinor]),
  );
  const entries = await compareEntries(reading, accruals, differences);
  differences.push(...(await wrongTotals(reading)));
  for (const { id, currency, usedMinor, outstandingMinor } of await readWrongLines(reading))
    differences.push({
      kind: 'LINE_USE',
      id,
      ledgerMinor: usedMinor,
      subLedgerMinor: outstandingMinor,
      currency,
    });
  differences.push(...(await reconcileShares(reading)));
  return {
    holds: differences.length === 0,
    entries,
    loans,
    differences: differences.slice(0, differencesMax),
  };
}

/** What is wrong with the journal by itself. */
export async function unsoundEntries(reading: TenantReading): Promise<LedgerDifference[]> {
  const unbalanced = await readUnbalancedEntries(reading);
  const empty = await readEmptyEntries(reading);
  return [
    ...unbalanced.map(({ entryId, currency, differenceMinor }) => ({
      kind: 'ENTRY_UNBALANCED' as const,
      id: entryId,
      ledgerMinor: differenceMinor,
      subLedgerMinor: null,
      currency,
    })),
    ...empty.map(({ entryId }) => ({
      kind: 'ENTRY_EMPTY' as const,
      id: entryId,
      ledgerMinor: null,
      subLedgerMinor: null,
      currency: null,
    })),
  ];
}

/** Every loan, or repayment, with its entry. Answers how many there were. */
async function compareRows(
  reading: TenantReading,
  read: (reading: TenantReading, afterId: string, limit: number) => Promise<SubLedgerRow[]>,
  kind: 'LOAN_ENTRY' | 'REPAYMENT_ENTRY',
  differences: LedgerDifference[],
): Promise<number> {
  let count = 0;
  for (let afterId = ''; ;) {
    const rows = await read(reading, afterId, rowsAtATime);
    const sums = await readEntrySums(
      reading,
      rows.map(({ entryId }) => entryId),
    );
    const entries = new Map<string, EntrySum>(sums.map((sum) => [sum.entryId, sum]));
    for (const { id, entryId, currency, amountMinor, entryStatus } of rows) {
      const entry = entries.get(entryId);
      const agrees =
        entry?.causeId === id &&
        entry.status === entryStatus &&
        entry.currency === currency &&
        entry.debitMinor === amountMinor;
      if (agrees) continue;
      differences.push({
        kind,
        id,
        ledgerMinor: entry?.debitMinor ?? null,
        subLedgerMinor: amountMinor,
        currency,
      });
    }
    count += rows.length;
    const last = rows.at(-1);
    if (rows.length < rowsAtATime || !last) return count;
    afterId = last.id;
  }
}

/** Every entry that lending made with what it is of. Answers how many there were. */
async function compareEntries(
  reading: TenantReading,
  accruals: Map<string, string>,
  differences: LedgerDifference[],
): Promise<number> {
  let count = 0;
  for (let afterId = ''; ;) {
    const rows = await readLendingEntries(reading, afterId, rowsAtATime);
    const causes = rows.filter(({ causeType }) => causeType !== 'accrual').map(({ causeId }) => causeId);
    const known = await readKnownCauses(reading, causes);
    for (const { entryId, causeType, causeId, currency, debitMinor } of rows) {
      if (causeType === 'accrual') {
        const booked = accruals.get(entryId) ?? null;
        accruals.delete(entryId);
        if (booked !== debitMinor)
          differences.push({
            kind: 'ACCRUAL_ENTRY',
            id: entryId,
            ledgerMinor: debitMinor,
            subLedgerMinor: booked,
            currency,
          });
      } else if (!known.has(causeId)) {
        differences.push({
          kind: 'ENTRY_WITHOUT_CAUSE',
          id: entryId,
          ledgerMinor: debitMinor,
          subLedgerMinor: null,
          currency,
        });
      }
    }
    count += rows.length;
    const last = rows.at(-1);
    if (rows.length < rowsAtATime || !last) break;
    afterId = last.entryId;
  }
  for (const [id, subLedgerMinor] of accruals)
    differences.push({ kind: 'ACCRUAL_ENTRY', id, ledgerMinor: null, subLedgerMinor, currency: null });
  return count;
}

/** The accounts that are sums over loans. */
async function wrongTotals(reading: TenantReading): Promise<LedgerDifference[]> {
  const loans = new Map((await readLoanTotals(reading)).map((totals) => [totals.currency, totals]));
  const { accounts } = await readTrialBalance(reading);
  const controlled = [
    { code: '1301', kind: 'PRINCIPAL', of: 'principalMinor' },
    { code: '1311', kind: 'INTEREST_RECEIVABLE', of: 'interestMinor' },
    { code: '1321', kind: 'FEES_RECEIVABLE', of: 'feeMinor' },
    { code: '1331', kind: 'PENALTIES_RECEIVABLE', of: 'penaltyMinor' },
    { code: '1391', kind: 'ALLOWANCE', of: 'allowanceMinor' },
    { code: '2202', kind: 'OVERPAYMENTS', of: 'overpaidMinor' },
  ] as const;
  return accounts.flatMap(({ code, currency, debitMinor, creditMinor }) =>
    controlled
      .filter((account) => account.code === code)
      .map(({ kind, of }) => ({
        kind,
        id: code,
        ledgerMinor: (debitMinor - creditMinor).toString(),
        subLedgerMinor: loans.get(currency)?.[of] ?? '0',
        currency,
      }))
      .filter(({ ledgerMinor, subLedgerMinor }) => ledgerMinor !== subLedgerMinor),
  );
}
