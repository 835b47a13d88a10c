import { parseScheduleTerms, showSchedule, type ShownSchedule } from '@fanxing/lending-domain';
import { readDocument } from '../input-document.js';
import { printJson, printLine } from '../output.js';
import { orBadInput } from '../bad-input.js';

export interface ScheduleOptions {
  readonly terms: string;
  readonly json?: true;
}

/** Prints the schedule of the terms in a file. */
export async function showTerms({ terms: file, json }: ScheduleOptions): Promise<void> {
  const document = await readDocument(file);
  const shown = orBadInput(file, () => showSchedule(parseScheduleTerms(document)));
  if (json) printJson(shown);
  else for (const line of inLines(shown)) printLine(line);
}

function inLines({ instalments, totals, apr, irr }: ShownSchedule): string[] {
  const row = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => String(cell).padStart(index === 1 ? 11 : 14)).join('');
  return [
    row(['number', 'due on', 'principal', 'interest', 'fees', 'total', 'balance']),
    ...instalments.map((each) =>
      row([each.number, each.dueOn, each.principal, each.interest, each.fees, each.total, each.balance]),
    ),
    row(['', '', totals.principal, totals.interest, totals.fees, totals.total, '']),
    `a year: ${apr} simple (单利), ${irr} compound (复利)`,
  ];
}
