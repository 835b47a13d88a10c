import { reconcileBooks } from '@fanxing/lending-service/reconciliation';
import { CliError } from '../cli-error.js';
import { examineBooks, type ReconcileOptions } from './ledger-database.js';
import { printBooks } from './print-books.js';

/** Compares the books with the loans, of every tenant that is meant; or one tenant's with what its bank says. */
export async function reconcileLedger(options: ReconcileOptions): Promise<void> {
  if (options.statement !== undefined) {
    if (options.tenant === undefined)
      throw new CliError(
        2,
        'USAGE',
        '--tenant not given',
        'options',
        'a statement is of one tenant: see --help',
      );
    const { compareWithBank } = await import('./compare-with-bank.js');
    return compareWithBank(options, options.statement);
  }
  const examined = await examineBooks(options, reconcileBooks);
  printBooks(
    options,
    examined,
    'LEDGER_DIFFERS',
    'the books and the loans differ',
    ({ entries, loans }) =>
      `${entries.toLocaleString('en')} entries and ${loans.toLocaleString('en')} loans agree`,
  );
}
