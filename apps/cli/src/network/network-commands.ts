import { Command, InvalidArgumentError } from 'commander';
import { given } from '../given-options.js';
import { exchangeCommands } from '../network-exchange/exchange-commands.js';
import { instant } from '../option-values.js';
import type { ClassifyOptions } from './classify-payments.js';
import type { DrawOptions } from './draw-network.js';
import type { MeasureName, MeasureOptions } from './measure-network.js';
import type { LenderOptions } from './measure-lenders.js';
import type { RingOptions } from './find-rings.js';

/** `fanxing network …`: the workbench of payment networks on files; no platform needs to run. */
export function networkCommands(): Command {
  const network = new Command('network')
    .description('measure, classify, search and draw payment networks in files')
    .addHelpText('after', '\nExample:\n  npx fanxing network lcc --edges edges.txt --out lcc.txt');
  network.addCommand(
    measureCommand('lcc', 'local clustering coefficient of every vertex, as LDBC Graphalytics defines LCC'),
  );
  network.addCommand(
    measureCommand(
      'communities',
      'community of every vertex by label propagation, as LDBC Graphalytics defines CDLP',
    ).option('--iterations <count>', 'how many', wholeNumber, 10),
  );
  network.addCommand(
    measureCommand(
      'components',
      'weakly connected component of every vertex (WCC), named by its smallest id',
    ),
  );
  network.addCommand(
    measureCommand('pagerank', 'PageRank with damping 0.85, as LDBC Graphalytics defines it').option(
      '--iterations <count>',
      'how many (default: until it stands still)',
      wholeNumber,
    ),
  );
  network.addCommand(classifyCommand());
  network.addCommand(ringsCommand());
  network.addCommand(drawCommand());
  network.addCommand(lendersCommand());
  for (const command of exchangeCommands()) network.addCommand(command);
  return network;
}

function measureCommand(name: MeasureName, description: string): Command {
  return withOut(withEdges(new Command(name)))
    .description(`${description}; writes \`id value\` a line`)
    .option('--vertices <file>', 'one id a line: also the isolated ones, and the order of what is written')
    .option('--workers <count>', 'threads; the result is the same for any number', wholeNumber, 1)
    .addHelpText(
      'after',
      `\nExample:\n  npx fanxing network ${name} --edges edges.txt --directed --out ${name}.txt`,
    )
    .action(async (options: Partial<MeasureOptions>) =>
      (await import('./measure-network.js')).measureNetwork(
        name,
        given(options, 'edges', 'out') as MeasureOptions,
      ),
    );
}

function classifyCommand(): Command {
  return withPayments(new Command('classify'))
    .description('tell merchants (dandelions) from individuals (balls of yarn), with the evidence')
    .option('--account <id>', 'only this account')
    .addHelpText('after', '\nExample:\n  npx fanxing network classify --payments payments.csv --json')
    .action(async (options: Partial<ClassifyOptions>) =>
      (await import('./classify-payments.js')).classifyPayments(
        given(options, 'payments') as ClassifyOptions,
      ),
    );
}

function ringsCommand(): Command {
  return withPayments(new Command('rings'))
    .description('find cash-out rings as they form, in time windows')
    .option('--window <length>', 'length of a window, such as 7d or 12h', windowLength, 7 * 86_400_000)
    .option('--threshold <probability>', 'from which on a ring is reported (default: 0.7)', probability)
    .option('--draw <folder>', 'also draw each ring over time: ring-1.svg and so on')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing network rings --payments payments.csv --window 7d --json',
    )
    .action(async (options: Partial<RingOptions>) =>
      (await import('./find-rings.js')).findRingsInFile(given(options, 'payments') as RingOptions),
    );
}

function drawCommand(): Command {
  return withOut(withEdges(new Command('draw')))
    .description("draw an account's surroundings: a dandelion or a ball of yarn")
    .option('--around <id>', 'whose')
    .addHelpText('after', '\nExample:\n  npx fanxing network draw --edges edges.txt --around 17 --out 17.svg')
    .action(async (options: Partial<DrawOptions>) =>
      (await import('./draw-network.js')).drawNetwork(
        given(options, 'edges', 'around', 'out') as DrawOptions,
      ),
    );
}

function lendersCommand(): Command {
  return new Command('lenders')
    .description('who borrows where: figures of every borrower over all lenders as of a moment')
    .option('--events <file>', 'one event a line; - is standard input')
    .option(
      '--as-of <instant>',
      'only what happened strictly before, such as 2026-11-28T00:00:00+08:00',
      instant,
    )
    .option('--borrower <id>', 'only this borrower')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
An event: {"id":"e1","kind":"application","at":"2026-11-01T09:00:00+08:00","borrower":"…","lender":"…","device":"…","phone":"…"}; the kinds are
application, loan (paid out) and overdue (an instalment missed); device and phone may be left out. The order does not matter.

Example:
  npx fanxing network lenders --events events.ndjson --as-of 2026-11-28T00:00:00Z --json`,
    )
    .action(async (options: Partial<LenderOptions>) =>
      (await import('./measure-lenders.js')).measureLenders(
        given(options, 'events', 'asOf') as LenderOptions,
      ),
    );
}

function withEdges(command: Command): Command {
  return command
    .option('--edges <file>', '`src dst [weight]` a line; - is standard input')
    .option('--directed', '`a b` and `b a` are two edges')
    .option('--json', 'errors as one JSON document on standard output');
}

function withPayments(command: Command): Command {
  return command
    .option(
      '--payments <file>',
      'CSV with a header and the columns from,to,amount,at[,device]; - is standard input',
    )
    .option('--json', 'one JSON document on standard output');
}

function withOut(command: Command): Command {
  return command.option('--out <file>', 'where to; - is standard output');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 999999.');
}

function probability(text: string): number {
  const value = Number(text);
  if (/^[01](\.\d+)?$/.test(text) && value <= 1) return value;
  throw new InvalidArgumentError('It must be from 0 to 1, such as 0.7.');
}

const unitMs = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

function windowLength(text: string): number {
  const [, count, unit] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  const ms = Number(count) * unitMs[unit as keyof typeof unitMs];
  if (ms > 0) return ms;
  throw new InvalidArgumentError('It must be a length such as 7d, 12h or 2w.');
}
