import { Command, InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.js';
import type { ComputeOptions } from './compute-indicators.js';
import type { ListOptions } from './list-indicators.js';

/** `fanxing indicators …`: what a risk officer asks of indicators on files of their own, without a platform. */
export function indicatorsCommands(): Command {
  const indicators = new Command('indicators')
    .description('list, explain and compute indicators; needs no running platform')
    .addHelpText('after', '\nExample:\n  npx fanxing indicators explain payments.in.qr.sum.30d');
  indicators.addCommand(listCommand());
  indicators.addCommand(explainCommand());
  indicators.addCommand(computeCommand());
  return indicators;
}

function listCommand(): Command {
  return new Command('list')
    .description('show the built-in catalogue: name, meaning, unit and what missing is')
    .option(
      '--match <text>',
      'only names that hold this text; several texts with blanks between must all be held',
    )
    .option('--count', 'only how many they are')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing indicators list --match "in.qr 30d"')
    .action(async (options: ListOptions) => (await import('./list-indicators.js')).listIndicators(options));
}

function explainCommand(): Command {
  return new Command('explain')
    .description('say what a name means and how it is computed; any name of the grammar, listed or not')
    .argument('[name]', 'such as payments.in.qr.sum.30d')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing indicators explain payments.in.weekdays:6-7.byDay:sum.max.90d --json',
    )
    .action(async (name: string | undefined, options: { json?: boolean }) => {
      if (name === undefined) throw new CliError(2, 'USAGE', 'NAME not given', 'arguments', 'see --help');
      (await import('./explain-indicator.js')).explain(name, options);
    });
}

function computeCommand(): Command {
  return new Command('compute')
    .description('compute indicators of every borrower in a file of events, as of a moment, into a CSV file')
    .option('--events <file>', 'one event a line as JSON; - is standard input')
    .option('--as-of <instant>', 'only what was before this moment counts, such as 2026-11-01T00:00:00Z')
    .option('--names <file>', 'the names, one a line; - is standard input')
    .option('--match <text>', 'instead: the names of the built-in catalogue that hold this text')
    .option('--out <file>', 'where to; - is standard output')
    .option(
      '--currency <code>',
      'the currency in which amounts count (default: the one most of a borrower’s are in)',
    )
    .option('--utc-offset <offset>', 'how far local clocks are ahead of UTC', offsetMinutes, 480)
    .option('--sorted', 'the events of a borrower stand together: files of any size in little memory')
    .option('--json', 'a summary as one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing indicators compute --events events.ndjson --as-of 2026-11-01T00:00:00Z --match in.qr --out figures.csv',
    )
    .action(async (options: Partial<ComputeOptions>) =>
      (await import('./compute-indicators.js')).computeIndicators(complete(options)),
    );
}

/** The parser would say what is missing before it says what is misspelt: it is asked for here, after that. */
function complete(options: Partial<ComputeOptions>): ComputeOptions {
  const missing = [
    ...(options.events === undefined ? ['--events'] : []),
    ...(options.asOf === undefined ? ['--as-of'] : []),
    ...(options.names === undefined && options.match === undefined ? ['--names or --match'] : []),
    ...(options.out === undefined ? ['--out'] : []),
  ];
  if (missing.length > 0) wrong(`${missing.join(' and ')} not given`);
  if (options.names !== undefined && options.match !== undefined)
    wrong('--names and --match exclude each other');
  if (options.events === '-' && options.names === '-')
    wrong('events and names can not both be standard input');
  if (options.out === '-' && options.json) wrong('figures and --json can not both be standard output');
  return options as ComputeOptions;
}

function wrong(what: string): never {
  throw new CliError(2, 'USAGE', what, 'options', 'see --help');
}

function offsetMinutes(text: string): number {
  const match = /^([+-])(\d{2}):([0-5]\d)$/.exec(text);
  const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : Number.NaN;
  if (!(minutes <= 18 * 60)) throw new InvalidArgumentError('It must be an offset such as +08:00 or -05:30.');
  return match?.[1] === '-' ? -minutes : minutes;
}
