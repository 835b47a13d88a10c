import { Command, InvalidArgumentError, Option } from 'commander';
import { given } from '../given-options.js';
import { instant } from '../option-values.js';
import type { ExportOptions } from './export-audit.js';
import type { SearchOptions } from './search-audit.js';
import type { VerifyOptions } from './verify-audit.js';

/** `fanxing audit …`: what a security officer or an auditor asks of the log. */
export function auditCommands(): Command {
  const audit = new Command('audit')
    .description('verify, search and export the audit log')
    .addHelpText('after', '\nExample:\n  npx fanxing audit verify');
  audit.addCommand(verifyCommand());
  audit.addCommand(searchCommand());
  audit.addCommand(exportCommand());
  return audit;
}

function verifyCommand(): Command {
  return withSource(new Command('verify'))
    .description('check every record, seal and anchor; names the first broken link and exits with 1')
    .option('--tenant <id>', 'only this tenant')
    .addOption(environmentOption())
    .option('--export <file>', 'verify an exported file instead of a database; - is standard input')
    .option('--anchors <file>', 'file of anchors (default: FANXING_AUDIT_ANCHORS, else in the data folder)')
    .option('--key <file...>', "public keys whose anchors are believed (default: the data folder's)")
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing audit verify --json\n  npx fanxing audit verify --export log.ndjson --key audit-anchor-key.pub.pem',
    )
    .action(async (options: VerifyOptions) => (await import('./verify-audit.js')).verifyAudit(options));
}

function searchCommand(): Command {
  return withFilter(withSource(new Command('search')))
    .description('show the records that match everything that is given, oldest first')
    .option('--tenant <id>', 'whose log')
    .addOption(environmentOption().default('live'))
    .option('--limit <count>', 'how many at most', wholeNumber, 100)
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing audit search --tenant tenant_… --subject borrower_… --since 2026-11-01T00:00:00Z',
    )
    .action(async (options: Partial<SearchOptions>) =>
      (await import('./search-audit.js')).searchAudit(given(options, 'tenant') as SearchOptions),
    );
}

function exportCommand(): Command {
  return withFilter(withSource(new Command('export')))
    .description(
      'write records with their proof, one JSON document a line; `audit verify --export` checks it anywhere',
    )
    .option('--tenant <id>', 'whose log')
    .addOption(environmentOption().default('live'))
    .option('--out <file>', 'where to; - is standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing audit export --tenant tenant_… --out log.ndjson')
    .action(async (options: Partial<ExportOptions>) =>
      (await import('./export-audit.js')).exportAudit(given(options, 'tenant', 'out') as ExportOptions),
    );
}

function withSource(command: Command): Command {
  return command
    .option('--data-dir <folder>', "the platform's data folder (default: FANXING_DATA_DIR, else .fanxing)")
    .option('--json', 'one JSON document on standard output');
}

function withFilter(command: Command): Command {
  return command
    .option('--actor <id>', 'only what this person or program did')
    .addOption(
      new Option('--actor-kind <kind>', 'only what persons, programs or the platform did').choices([
        ...['person', 'client', 'system'],
      ]),
    )
    .option('--subject <id>', 'only what was done to this thing')
    .option('--action <name>', "only this action: a mutation's name, or readBorrower and the like")
    .option('--service <name>', 'only what this service did')
    .option('--purpose <name>', 'only reads of personal data for this purpose, such as CREDIT_DECISION')
    .option('--since <instant>', 'only at this moment or later, such as 2026-11-01T00:00:00Z', instant)
    .option('--until <instant>', 'only before this moment', instant);
}

function environmentOption(): Option {
  return new Option('--environment <name>', 'sandbox or live').choices(['sandbox', 'live']);
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
}
