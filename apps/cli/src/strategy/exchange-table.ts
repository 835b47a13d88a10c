import { readFile, writeFile } from 'node:fs/promises';
import {
  checkStrategy,
  tableFromExcel,
  tableToExcel,
  type Jdm,
  type JdmDecisionTable,
  type JdmNode,
} from '@fanxing/risk-strategy';
import { CliError, codeOf } from '../cli-error.js';
import { printLine } from '../output.js';
import { readStrategyFile } from './read-strategy.js';
import { refusedAsData } from './read-file.js';

export interface ExchangeOptions {
  readonly strategy: string;
  readonly node: string;
  readonly excel: string;
  readonly out?: string | undefined;
}

/** Writes one decision table of a strategy as an Excel file. */
export async function exportTable({ strategy, node, excel }: ExchangeOptions): Promise<void> {
  const { table } = await tableOf(strategy, node);
  await writeFile(excel, tableToExcel(table.content as JdmDecisionTable));
  printLine(`wrote ${excel}`);
}

/** Puts a table that was edited in Excel back into its strategy, and writes that. */
export async function importTable({ strategy, node, excel, out = strategy }: ExchangeOptions): Promise<void> {
  const { jdm, table } = await tableOf(strategy, node);
  const bytes = await readFile(excel).catch((error: unknown) => {
    throw new CliError(
      3,
      'FILE_UNREADABLE',
      `the file can not be read: ${codeOf(error)}`,
      excel,
      'name a file that is there',
    );
  });
  const content = await refusedAsData(excel, () => tableFromExcel(bytes));
  const nodes = jdm.nodes.map((one) => (one === table ? { ...one, content } : one));
  await writeFile(out, `${JSON.stringify({ ...jdm, nodes }, null, 2)}\n`);
  printLine(`wrote ${out}`);
}

async function tableOf(file: string, id: string): Promise<{ jdm: Jdm; table: JdmNode }> {
  const read = await readStrategyFile(file);
  if (read.kind === 'dmn')
    throw new CliError(3, 'STRATEGY_INVALID', 'it is DMN', file, 'give a strategy in JDM (.json)');
  const [problem] = checkStrategy(read.json).problems;
  if (problem) throw new CliError(3, 'STRATEGY_INVALID', problem.message, file, 'see fanxing strategy check');
  const jdm = read.json as Jdm;
  const tables = jdm.nodes.filter(({ type }) => type === 'decisionTableNode');
  const table = tables.find((node) => node.id === id || node.name === id);
  if (table) return { jdm, table };
  const known = tables.map((node) => node.id).join(', ');
  throw new CliError(3, 'NODE_UNKNOWN', `no decision table is called ${id}`, file, `name one of ${known}`);
}
