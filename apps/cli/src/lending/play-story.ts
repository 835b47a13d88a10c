import { playLineStory } from '@fanxing/lending-domain';
import { readDocument } from '../input-document.js';
import { printJson, printLine } from '../output.js';
import { orBadInput } from '../bad-input.js';

export interface LineOptions {
  readonly story: string;
  readonly json?: true;
}

/** Prints what became of the line of a story. */
export async function playStory({ story: file, json }: LineOptions): Promise<void> {
  const document = await readDocument(file);
  const result = orBadInput(file, () => playLineStory(document));
  if (json) return printJson(result);
  for (const { on, outstanding, interest } of result.days)
    printLine(`${on}${outstanding.padStart(16)}${interest.padStart(12)}`);
  for (const { on, code, reason } of result.rejected) printLine(`${on} rejected: ${code} (${reason})`);
  printLine(`outstanding ${result.outstanding}, available ${result.available}`);
  printLine(`interest ${result.interestAccrued}, of it paid ${result.interestPaid}`);
}
