import type { CurrencyCode } from '@fanxing/kernel';
import { readTrialBalance, type AccountSums } from '@fanxing/ledger-store';
import { unsoundEntries, type LedgerDifference } from '@fanxing/lending-service/reconciliation';
import { examineBooks, type LedgerOptions } from './ledger-database.js';
import { printBooks } from './print-books.js';

/** Checks the journal by itself: every entry has lines and balances, and so do the sums of all accounts. */
export async function verifyLedger(options: LedgerOptions): Promise<void> {
  const examined = await examineBooks(options, async (reading) => {
    const { entries, accounts } = await readTrialBalance(reading);
    const differences = [...(await unsoundEntries(reading)), ...unbalancedCurrencies(accounts)];
    return { holds: differences.length === 0, entries, differences };
  });
  printBooks(
    options,
    examined,
    'LEDGER_BROKEN',
    'the books are broken',
    ({ entries }) => `${entries.toLocaleString('en')} entries balance`,
  );
}

function unbalancedCurrencies(accounts: readonly AccountSums[]): LedgerDifference[] {
  const sums = new Map<CurrencyCode, bigint>();
  for (const { currency, debitMinor, creditMinor } of accounts)
    sums.set(currency, (sums.get(currency) ?? 0n) + debitMinor - creditMinor);
  return [...sums]
    .filter(([, difference]) => difference !== 0n)
    .map(([currency, difference]) => ({
      kind: 'ENTRY_UNBALANCED',
      id: 'all accounts',
      ledgerMinor: difference.toString(),
      subLedgerMinor: null,
      currency,
    }));
}
