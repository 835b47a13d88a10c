import { strategyLibrary } from '@fanxing/risk-strategy';
import { printJson, printLine } from '../output.js';

export interface LibraryOptions {
  readonly match?: string;
  readonly json?: boolean;
}

/** Shows the strategies of the library whose id or meaning holds a text. */
export function listLibrary({ match = '', json = false }: LibraryOptions): void {
  const found = [...strategyLibrary().values()].filter(({ id, en, zh }) =>
    `${id}\n${en}\n${zh}`.toLowerCase().includes(match.toLowerCase()),
  );
  if (json) printJson(found);
  else for (const { id, en } of found) printLine(`${id}  ${en}`);
}
