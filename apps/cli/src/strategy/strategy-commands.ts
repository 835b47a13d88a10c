import { Command } from 'commander';
import { CliError } from '../cli-error.js';
import type { ExchangeOptions } from './exchange-table.js';
import type { LibraryOptions } from './list-library.js';
import type { RunOptions } from './run-strategy.js';
import type { TestOptions } from './test-strategy.js';

/** `fanxing strategy …`: what a risk officer does with a strategy on a laptop, with the code of the platform. */
export function strategyCommands(): Command {
  const strategy = new Command('strategy')
    .description('check, run and test strategies in JDM (.json) and DMN (.dmn); no platform is needed')
    .addHelpText('after', '\nExample:\n  npx fanxing strategy check strategy.json');
  strategy.addCommand(checkCommand());
  strategy.addCommand(runCommand());
  strategy.addCommand(testCommand());
  strategy.addCommand(exportCommand());
  strategy.addCommand(importCommand());
  strategy.addCommand(libraryCommand());
  return strategy;
}

function checkCommand(): Command {
  return new Command('check')
    .description(
      'tell what keeps a strategy from being published, and warn of what it would not do as it says',
    )
    .argument('[file]', 'the strategy; - is standard input')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing strategy check strategy.json --json')
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      if (file === undefined) throw missing('a file');
      await (await import('./check-strategy-file.js')).checkStrategyFile(file, options);
    });
}

function runCommand(): Command {
  return new Command('run')
    .description('run a strategy on one input; shows the result and which rows decided')
    .option('--strategy <file>', 'the strategy; - is standard input')
    .option('--input <file>', 'a JSON object with the input; - is standard input')
    .option('--json', 'one JSON document on standard output, with the trace')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing strategy run --strategy strategy.json --input application.json',
    )
    .action(async ({ strategy, input, json }: Partial<RunOptions>) => {
      if (strategy === undefined || input === undefined) throw missing('--strategy and --input');
      await (await import('./run-strategy.js')).runStrategy({ strategy, input, json });
    });
}

function testCommand(): Command {
  return new Command('test')
    .description('run a strategy on cases and compare the results; exits with 1 where one differs')
    .option('--strategy <file>', 'the strategy')
    .option('--cases <file>', 'one case a line: {"name","input","result"}; - is standard input')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing strategy test --strategy strategy.json --cases cases.ndjson',
    )
    .action(async ({ strategy, cases, json }: Partial<TestOptions>) => {
      if (strategy === undefined || cases === undefined) throw missing('--strategy and --cases');
      await (await import('./test-strategy.js')).testStrategy({ strategy, cases, json });
    });
}

function exportCommand(): Command {
  return withTable(new Command('export-table'))
    .description('write one decision table of a strategy as an Excel file')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing strategy export-table --strategy s.json --node limit --excel limit.xlsx',
    )
    .action(async (options: Partial<ExchangeOptions>) => {
      await (await import('./exchange-table.js')).exportTable(tableOptions(options));
    });
}

function importCommand(): Command {
  return withTable(new Command('import-table'))
    .description('put a decision table that was edited in Excel back into its strategy')
    .option('--out <file>', 'where to write the strategy (default: over the old one)')
    .addHelpText(
      'after',
      '\nExample:\n  npx fanxing strategy import-table --strategy s.json --node limit --excel limit.xlsx',
    )
    .action(async (options: Partial<ExchangeOptions>) => {
      await (await import('./exchange-table.js')).importTable(tableOptions(options));
    });
}

function libraryCommand(): Command {
  return new Command('library')
    .description('show the strategies that a product can pick')
    .option('--match <text>', 'only those whose id or meaning holds this')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', '\nExample:\n  npx fanxing strategy library --match takings')
    .action(async (options: LibraryOptions) => (await import('./list-library.js')).listLibrary(options));
}

function withTable(command: Command): Command {
  return command
    .option('--strategy <file>', 'the strategy in JDM')
    .option('--node <id>', 'the id or name of the decision table')
    .option('--excel <file>', 'the Excel file (.xlsx)');
}

function tableOptions({ strategy, node, excel, out }: Partial<ExchangeOptions>): ExchangeOptions {
  if (strategy === undefined || node === undefined || excel === undefined) {
    throw missing('--strategy, --node or --excel');
  }
  return { strategy, node, excel, out };
}

/** The parser would say what is missing before it says what is misspelt: it is asked for here, after that. */
function missing(what: string): CliError {
  return new CliError(2, 'USAGE', `${what} not given`, 'options', 'see --help');
}
