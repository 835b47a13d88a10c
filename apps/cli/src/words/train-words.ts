import { fitWordsModel, type WordsModelKind } from '@fanxing/risk-words';
import { CliError } from '../cli-error.js';
import { nameOf } from '../input-document.js';
import { writeText } from '../network/write-text.js';
import { orBadRow, readTextRows, type TableOptions } from './text-table.js';

export interface TrainOptions extends TableOptions {
  readonly target: string;
  readonly out: string;
  readonly figures?: readonly string[];
  readonly kind: WordsModelKind;
  readonly seed?: number;
}

/** Fits a model to texts with known outcomes and writes it as JSON. */
export async function trainWords({
  target,
  out,
  figures = [],
  kind,
  seed,
  ...table
}: TrainOptions): Promise<void> {
  const given = await readTextRows(table, figures, [target]);
  const rows = given.map(({ text, figures, cells, where }) => ({
    text,
    figures,
    outcome: outcomeOf(cells[target] ?? '', target, where),
  }));
  const model = orBadRow(nameOf(table.data), () =>
    fitWordsModel(rows, { kind, ...(seed === undefined ? {} : { seed }) }),
  );
  await writeText(out, [`${JSON.stringify(model)}\n`]);
}

function outcomeOf(cell: string, target: string, where: string): 0 | 1 {
  if (cell === '0' || cell === '1') return cell === '1' ? 1 : 0;
  throw new CliError(3, 'OUTCOME_MALFORMED', `${target} is neither 0 nor 1`, where, '1 is bad, 0 is good');
}
