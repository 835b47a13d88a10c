import { formatMinor, type BusinessDate, type CurrencyCode, type Instant } from '@fanxing/kernel';
import { readTrialBalance, type AccountSums } from '@fanxing/ledger-store';
import { printJson, printLine } from '../output.js';
import { examineBooks, nameOf, onlyOne, type LedgerOptions } from './ledger-database.js';

export interface TrialBalanceOptions extends LedgerOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
}

/** Shows one tenant's accounts as they are, or were. */
export async function showTrialBalance(options: TrialBalanceOptions): Promise<void> {
  const moment = {
    bookedThrough: (options.asOf ?? null) as BusinessDate | null,
    knownAt: (options.knownAt ?? null) as Instant | null,
  };
  const { found, ...world } = onlyOne(
    await examineBooks(options, (reading) => readTrialBalance(reading, moment)),
  );
  const accounts = found.accounts.map(amountsOf);
  if (options.json) {
    printJson({
      ...world,
      ...moment,
      entries: found.entries,
      balanced: isBalanced(found.accounts),
      accounts,
    });
    return;
  }
  printLine(`${nameOf(world)}, ${found.entries.toLocaleString('en')} entries`);
  const rows = accounts.map(({ code, name, currency, debit, credit, balance }) => [
    code,
    name,
    currency,
    debit,
    credit,
    balance,
  ]);
  for (const row of inColumns([['code', 'account', 'currency', 'debit', 'credit', 'balance'], ...rows]))
    printLine(row);
}

function amountsOf({ code, name, currency, debitMinor, creditMinor }: AccountSums) {
  const amount = (minor: bigint): string => formatMinor(minor, currency);
  return {
    code,
    name,
    currency,
    debit: amount(debitMinor),
    credit: amount(creditMinor),
    balance: amount(debitMinor - creditMinor),
  };
}

function isBalanced(accounts: readonly AccountSums[]): boolean {
  const sums = new Map<CurrencyCode, bigint>();
  for (const { currency, debitMinor, creditMinor } of accounts)
    sums.set(currency, (sums.get(currency) ?? 0n) + debitMinor - creditMinor);
  return [...sums.values()].every((difference) => difference === 0n);
}

/** Words to the left, amounts to the right. */
function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((text, column) =>
        column < 3 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}
