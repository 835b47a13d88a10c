import { Command, InvalidArgumentError, Option } from 'commander';
import { given } from '../given-options.js';
import type { BacktestFileOptions } from './run-backtest-file.js';

interface Given {
  readonly applications: string;
  readonly strategy: string;
  readonly segment?: readonly string[];
  readonly text?: readonly string[];
  readonly id?: string;
  readonly outcome?: string;
  readonly bad?: readonly string[];
  readonly good?: readonly string[];
  readonly decided?: string;
  readonly limit?: string;
  readonly amount?: string;
  readonly rate?: string;
  readonly annualRate?: string;
  readonly probability?: string;
  readonly loss?: string;
  readonly currency: string;
  readonly termDays?: string;
  readonly utilisation?: string;
  readonly averageBalance?: string;
  readonly lgd?: string;
  readonly fundingRate?: string;
  readonly interestOfBad?: string;
  readonly dailyRate?: string;
  readonly inference?: 'none' | 'parcelling';
  readonly uplift?: string;
  readonly out?: string;
  readonly json?: true;
}

/** `fanxing backtest`: a draft strategy over a file of past applications; no platform is needed. */
export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description(
      'what a strategy would have approved, lost and earned on past applications, beside what was decided',
    )
    .option('--applications <file>', 'CSV with a header, .gz too; - is standard input')
    .option('--strategy <file>', 'JDM (.json) or DMN (.dmn)')
    .option('--segment <columns>', 'divide by these columns, separated by commas', names)
    .option('--text <columns>', 'columns that are texts even where they look like numbers', names);
  return withTerms(withColumns(command))
    .option('--out <file>', 'write a CSV with the answer on each application and its set')
    .option('--json', 'one JSON document on standard output')
    .addHelpText('after', help)
    .action(async (options: Partial<Given>) => {
      const { runBacktestFile } = await import('./run-backtest-file.js');
      await runBacktestFile(fileOptions(given(options, 'applications', 'strategy') as Given));
    });
}

function withColumns(command: Command): Command {
  return command
    .option('--id <column>', "the application's number (usual: application, id; else the row)")
    .option(
      '--outcome <column>',
      'what became of it (usual: outcome, bad, default, target); empty is unknown',
    )
    .option('--bad <values>', 'what is bad in it (default: 1,true,yes,bad,default,defaulted)', names)
    .option('--good <values>', 'what is good in it (default: 0,false,no,good,paid,repaid)', names)
    .option(
      '--decided <column>',
      'what was decided then (usual: decided, decision); without it all were approved',
    )
    .option('--limit <column>', 'the limit or amount granted then (usual: limit)')
    .option('--amount <column>', 'the amount applied for (usual: amount)')
    .option('--rate <column>', 'the price a day of then, a fraction (usual: dailyRate)')
    .option('--annual-rate <column>', 'the price a year of then, a fraction (usual: annualRate)')
    .option('--probability <column>', 'the probability of bad (usual: probability, probabilityOfBad)')
    .option('--loss <column>', 'what was lost on a bad loan (usual: loss)')
    .option('--currency <code>', 'of a file without a currency column', 'CNY');
}

function withTerms(command: Command): Command {
  return command
    .option('--term-days <days>', 'how long money is out (default: 365)')
    .option('--utilisation <share>', 'the share of a limit that is drawn (default: 1)')
    .option(
      '--average-balance <share>',
      'outstanding on average of what is drawn; about 0.5 by instalments (default: 1)',
    )
    .option('--lgd <share>', 'loss given default, where no loss is recorded (default: 0.45)')
    .option('--funding-rate <rate>', 'what the money costs a year (default: 0.03)')
    .option('--interest-of-bad <share>', 'the share of its interest that a bad loan pays (default: 0)')
    .option(
      '--daily-rate <rate>',
      'the price a day where neither strategy nor file has one (default: 0.0004)',
    )
    .addOption(
      new Option('--inference <method>', 'how unknown outcomes are estimated (default: none)').choices([
        'none',
        'parcelling',
      ]),
    )
    .option(
      '--uplift <factor>',
      'how much worse than known ones unknown outcomes are taken to be (default: 1.3)',
    );
}

const help = `
Every other column is a figure of the strategy: NAME, indicators["NAME"] or attributes.NAME (a prefix "indicators." or
"attributes." in the header is dropped); a number where the cell is written as one, missing where it is empty. What was known
only later (decided, limit, rates, outcome, loss) is no figure.
profit = interest − funding − loss:
  drawn = utilisation × the lower of limit and amount; interest = drawn × average balance × daily rate × days;
  funding = drawn × average balance × funding rate × days ÷ 365; loss = recorded, or drawn × loss given default.
An unknown outcome is in no sum: it is shown with bounds, and with --inference parcelling estimated by known outcomes at
the same probability. Bad rates have Wilson's 95 % interval.

Example:
  npx fanxing backtest --applications loans.csv --strategy draft.json --outcome bad --segment region --json`;

function fileOptions(options: Given): BacktestFileOptions {
  const { id, decided, limit, amount, rate, annualRate, probability, outcome, loss, currency } = options;
  const { termDays, utilisation, averageBalance, lgd, fundingRate, interestOfBad, dailyRate } = options;
  const { inference, uplift } = options;
  return {
    applications: options.applications,
    strategy: options.strategy,
    columns: {
      uses: {
        application: id,
        decided,
        limit,
        amount,
        dailyRate: rate,
        annualRate,
        probability,
        outcome,
        loss,
      },
      segments: options.segment ?? [],
      texts: options.text ?? [],
    },
    ...(options.bad ? { bad: options.bad } : {}),
    ...(options.good ? { good: options.good } : {}),
    currency,
    terms: {
      ...{ termDays, utilisation, averageBalance, fundingRate, interestOfBad, dailyRate, inference, uplift },
      lossGivenDefault: lgd,
    },
    ...(options.out === undefined ? {} : { out: options.out }),
    ...(options.json ? { json: true as const } : {}),
  };
}

function names(text: string): string[] {
  const given = text.split(',').map((name) => name.trim());
  if (given.every((name) => name !== '') && new Set(given).size === given.length) return given;
  throw new InvalidArgumentError('It must be names, each once, separated by commas.');
}
