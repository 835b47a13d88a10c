import { Command, InvalidArgumentError, Option } from 'commander';
import type { TrialBalanceOptions } from './show-trial-balance.js';
import type { LedgerOptions, ReconcileOptions } from './ledger-database.js';
import { day } from '../option-values.js';

/** `fanxing ledger …`: what an accountant or an auditor asks of the books. */
export function ledgerCommands(): Command {
  const ledger = new Command('ledger')
    .description('verify the books, compare them with the loans and the bank, show balances')
    .addHelpText('after', '\nExample:\n  npx fanxing ledger reconcile');
  ledger.addCommand(verifyCommand());
  ledger.addCommand(reconcileCommand());
  ledger.addCommand(trialBalanceCommand());
  return ledger;
}

function verifyCommand(): Command {
  return withSource(new Command('verify'))
    .description('check that every entry balances and that the books do as a whole; exits with 1 if not')
    .addHelpText('after', '\nExample:\n  npx fanxing ledger verify --json')
    .action(async (options: LedgerOptions) => (await import('./verify-ledger.js')).verifyLedger(options));
}

function reconcileCommand(): Command {
  return withSource(new Command('reconcile'))
    .description(
      'compare the books with the loans, or with a bank statement; names each difference and exits with 1 if there is one',
    )
    .option(
      '--statement <file>',
      'compare with a bank statement (needs --tenant): CSV, or camt.053.001.08 if it ends in .xml; - is standard input',
    )
    .addOption(new Option('--format <name>', 'how the statement is written').choices(['csv', 'camt.053']))
    .option('--tolerance-days <count>', "by how many days the bank's booking may be away from ours", days, 0)
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing ledger reconcile --json\n  npx fanxing ledger reconcile --tenant tenant_… --environment live --statement november.csv',
    )
    .action(async (options: ReconcileOptions) =>
      (await import('./reconcile-ledger.js')).reconcileLedger(options),
    );
}

function trialBalanceCommand(): Command {
  return withSource(new Command('trial-balance'))
    .description('show every account with its sums, posted entries only')
    .option('--as-of <day>', 'what had been booked by the end of this business day, such as 2026-11-30', day)
    .option(
      '--known-at <instant>',
      'what had been written down at this moment, such as 2026-12-01T00:00:00Z',
      instant,
    )
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing ledger trial-balance --tenant tenant_… --as-of 2026-11-30',
    )
    .action(async (options: TrialBalanceOptions) =>
      (await import('./show-trial-balance.js')).showTrialBalance(options),
    );
}

function withSource(command: Command): Command {
  return command
    .option('--tenant <id>', 'only this tenant')
    .addOption(new Option('--environment <name>', 'only sandbox or live').choices(['sandbox', 'live']))
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output');
}

function days(text: string): number {
  if (/^\d{1,2}$/.test(text) && Number(text) <= 31) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 31.');
}

function instant(text: string): string {
  const isMoment = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isMoment) return text;
  throw new InvalidArgumentError('It must be a moment such as 2026-12-01T00:00:00Z.');
}
