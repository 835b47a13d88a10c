import { join } from 'node:path';
import {
  compileWordsModel,
  drawContributions,
  validateWordsModel,
  type WordsScore,
} from '@fanxing/risk-words';
import { nameOf, readDocument } from '../input-document.js';
import { writeText } from '../network/write-text.js';
import { printJson, printLine } from '../output.js';
import { orBadRow, readTextRows, type TableOptions } from './text-table.js';

export interface ScoreOptions extends TableOptions {
  readonly model: string;
  readonly draw?: string;
  readonly json?: true;
}

/** How many words a person is shown; with --json there are all. */
const shownMax = 5;
/** More pictures nobody looks at. */
const drawnMax = 100;

/** Prints each row's probability with what each word and figure adds. */
export async function scoreWords({ model: file, draw, json, ...table }: ScoreOptions): Promise<void> {
  const document = await readDocument(file);
  const model = orBadRow(nameOf(file), () => validateWordsModel(document));
  const score = compileWordsModel(model);
  const rows = await readTextRows(
    table,
    model.figures.map(({ name }) => name),
  );
  const scored = rows.map(({ text, figures, where }) => orBadRow(where, () => score(text, figures)));
  for (const [at, one] of draw === undefined ? [] : scored.slice(0, drawnMax).entries())
    await writeText(join(draw ?? '', `text-${at + 1}.svg`), [drawContributions(one)]);
  if (json) return printJson({ rows: scored.map((one, at) => ({ row: at + 1, ...one })) });
  scored.forEach((one, at) => printLine(`${at + 1} ${one.probability.toFixed(4)} ${inWords(one)}`));
}

function inWords({ contributions }: WordsScore): string {
  return contributions
    .slice(0, shownMax)
    .map(
      ({ name, contribution }) =>
        `${contribution < 0 ? '−' : '+'}${Math.abs(contribution).toFixed(3)} ${name}`,
    )
    .join(', ');
}
