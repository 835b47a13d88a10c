import { Fault, parseCurrency } from '@fanxing/kernel';
import {
  applicationReader,
  mustGive,
  readColumns,
  readTerms,
  runBacktest,
  type BacktestReport,
  type ColumnNames,
  type PastApplication,
  type TermTexts,
} from '@fanxing/risk-backtest';
import {
  compileDmn,
  compileStrategy,
  figuresRead,
  type CompiledStrategy,
  type FiguresRead,
  type Jdm,
} from '@fanxing/risk-strategy';
import { CliError } from '../cli-error.js';
import { nameOf } from '../input-document.js';
import { printJson, progressOf } from '../output.js';
import { refusedAsData } from '../strategy/read-file.js';
import { readStrategyFile } from '../strategy/read-strategy.js';
import { AnswersFile } from './answers-file.js';
import { printReport } from './print-report.js';
import { readRows } from './read-rows.js';

export interface BacktestFileOptions {
  readonly applications: string;
  readonly strategy: string;
  readonly columns: ColumnNames;
  readonly bad?: readonly string[];
  readonly good?: readonly string[];
  readonly currency: string;
  readonly terms: TermTexts;
  readonly out?: string;
  readonly json?: true;
}

/** Runs a draft strategy over a file of past applications, and prints what it would have approved, lost and earned. */
export async function runBacktestFile(options: BacktestFileOptions): Promise<void> {
  const terms = usage(() => readTerms(options.terms));
  const { strategy, reads } = await strategyOf(options.strategy);
  const columns: { named: Record<string, string> } = { named: {} };
  const out = options.out === undefined ? undefined : new AnswersFile(options.out);
  const progress = progressOf((count) => `${count.toLocaleString('en')} applications …`);
  try {
    const report = await refusedAsData(nameOf(options.applications), () =>
      runBacktest(applicationsOf(options, reads, columns), {
        strategy,
        terms,
        segments: options.columns.segments ?? [],
        onAnswer: async (application, answered, count) => {
          progress(count);
          await out?.add(application, answered);
        },
      }),
    );
    mustHaveDecided(report, options);
    await out?.end();
    const { fingerprint, notCompiled } = strategy;
    if (options.json)
      printJson({ strategy: { fingerprint, notCompiled }, columns: columns.named, ...report });
    else printReport(report);
  } catch (error) {
    await out?.discard();
    throw error;
  }
}

async function strategyOf(file: string): Promise<{ strategy: CompiledStrategy; reads: FiguresRead }> {
  const read = await readStrategyFile(file);
  return refusedAsData(file, async () => {
    if (read.kind === 'jdm')
      return { strategy: compileStrategy(read.json), reads: figuresRead(read.json as Jdm) };
    const strategy = await compileDmn(read.xml);
    const all = strategy.inputs.length > 0 ? strategy.inputs : null;
    return { strategy, reads: { needed: strategy.inputs, all } };
  });
}

async function* applicationsOf(
  options: BacktestFileOptions,
  reads: FiguresRead,
  found: { named: Record<string, string> },
): AsyncGenerator<PastApplication> {
  let read: ReturnType<typeof applicationReader> | undefined;
  let row = 0;
  for await (const cells of readRows(options.applications)) {
    if (read) {
      yield read(cells, (row += 1));
      continue;
    }
    const columns = readColumns(cells, { ...options.columns, figures: reads.all ?? undefined });
    mustGive(columns, reads.needed);
    found.named = Object.fromEntries(
      Object.entries(columns.uses).map(([use, place]) => [use, cells[place] ?? '']),
    );
    read = applicationReader(columns, { ...options, currency: usage(() => parseCurrency(options.currency)) });
  }
}

/** A draft that never came to an answer, or a file of none, would else look like a strict one. */
function mustHaveDecided(
  { applications, stopped, firstStop }: BacktestReport,
  options: BacktestFileOptions,
): void {
  if (applications === 0)
    throw new CliError(3, 'NO_APPLICATIONS', 'there is no row', nameOf(options.applications), 'give one');
  if (stopped < applications || firstStop === null) return;
  const where = `${options.strategy}, row ${firstStop.row}`;
  throw new CliError(
    3,
    'STRATEGY_INVALID',
    firstStop.problem.replace(/\.$/, ''),
    where,
    'see `strategy run`',
  );
}

/** What an option says is wrong usage, and no fault of the files. */
function usage<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(2, error.reason, error.message.replace(/\.$/, ''), 'options', 'see --help');
  }
}
