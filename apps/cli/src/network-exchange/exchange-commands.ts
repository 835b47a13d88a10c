import { Command, InvalidArgumentError, Option } from 'commander';
import { given } from '../given-options.js';
import type { ExportOptions } from './export-network.js';
import type { ImportOptions } from './import-results.js';

/** `fanxing network export` and `import`: for networks that one machine does not measure. */
export function exchangeCommands(): Command[] {
  return [exportCommand(), importCommand()];
}

function exportCommand(): Command {
  return new Command('export')
    .description('write a network for a distributed engine, without ids, amounts and moments')
    .option('--edges <file>', '`src dst [weight]` a line; - is standard input')
    .option('--payments <file>', 'instead: CSV with the columns from,to,amount,at')
    .option('--vertices <file>', 'one id a line: also the isolated ones, and the order of what is written')
    .option('--directed', '`a b` and `b a` are two edges')
    .option('--iterations <count>', 'of communities', wholeNumber, 10)
    .option('--ids <file>', 'where to the ids of the vertices, which stay here')
    .option('--out <folder>', 'where to the network: GraphAr, in Parquet, with a program for Spark')
    .option('--json', 'errors as one JSON document on standard output')
    .addHelpText(
      'after',
      `
Example:
  npx fanxing network export --edges edges.txt --ids ids.txt --out network`,
    )
    .action(async (options: Partial<ExportOptions>) =>
      (await import('./export-network.js')).exportNetwork(given(options, 'ids', 'out') as ExportOptions),
    );
}

function importCommand(): Command {
  return new Command('import')
    .description("check a distributed engine's results against the network that left, and write them by id")
    .option('--from <folder>', 'the network, as it was exported')
    .option('--ids <file>', 'the ids that stayed here')
    .addOption(
      new Option('--measure <name>', 'what was computed').choices([
        'lcc',
        'communities',
        'components',
        'pagerank',
      ]),
    )
    .option('--results <folder>', "the engine's Parquet files (default: results/MEASURE in the network)")
    .option(
      '--sample <count>',
      'how many vertices are computed again, of lcc and communities',
      wholeNumber,
      1000,
    )
    .option(
      '--seed <number>',
      'of their choice, to see the same again (default: another each time)',
      wholeNumber,
    )
    .option('--workers <count>', 'threads', wholeNumber, 1)
    .option('--out <file>', 'where to; - is standard output')
    .option('--json', 'errors as one JSON document on standard output')
    .addHelpText(
      'after',
      `
Example:
  npx fanxing network import --from network --ids ids.txt --measure lcc --out lcc.txt`,
    )
    .action(async (options: Partial<ImportOptions>) =>
      (await import('./import-results.js')).importResults(
        given(options, 'from', 'ids', 'measure', 'out') as ImportOptions,
      ),
    );
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number > 0 && number < 2 ** 31) return number;
  throw new InvalidArgumentError('It must be a whole number from 1 to 2147483647.');
}
