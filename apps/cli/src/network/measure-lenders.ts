import { toEpochMs, type Instant } from '@fanxing/kernel';
import {
  lenderFigures,
  lenderFiguresOf,
  LenderStream,
  parseLendingEvent,
  type LenderValues,
  type LendingEvent,
} from '@fanxing/risk-lenders';
import { orBadInput } from '../bad-input.js';
import { CliError } from '../cli-error.js';
import { readLines } from '../indicators/read-lines.js';
import { printJson, printLine } from '../output.js';
import { parseObject } from '../strategy/read-file.js';

export interface LenderOptions {
  readonly events: string;
  readonly asOf: Instant;
  readonly borrower?: string;
  readonly json?: true;
}

/** Prints the figures of each borrower in a file of events, or of one, as of a moment. Fails with status 3 for one who is not in it. */
export async function measureLenders({ events: file, asOf, borrower, json }: LenderOptions): Promise<void> {
  const asOfMs = toEpochMs(asOf);
  const stream = new LenderStream();
  const events = (await readEvents(file)).filter(({ atMs }) => atMs < asOfMs);
  // In order nothing is late, wherever in the file it stands.
  for (const event of events.sort((a, b) => a.atMs - b.atMs)) stream.add(event);
  if (borrower !== undefined && stream.borrower(borrower) === undefined)
    throw new CliError(
      3,
      'NOT_FOUND',
      `nothing is told of ${borrower} before ${asOf}`,
      file,
      'name another borrower or a later moment',
    );
  const names = borrower === undefined ? stream.names() : [borrower];
  const rows = names.map((name) => [name, lenderFiguresOf(stream, name, asOfMs)] as const);
  if (json)
    return printJson({ asOf, borrowers: rows.map(([name, figures]) => ({ borrower: name, figures })) });
  for (const [name, figures] of rows) tell(name, figures);
}

async function readEvents(file: string): Promise<LendingEvent[]> {
  const events: LendingEvent[] = [];
  for await (const { text, where } of readLines(file)) {
    const fields = parseObject(text, where);
    events.push(orBadInput(where, () => parseLendingEvent(fields)));
  }
  return events;
}

/** What is not zero, in words. */
function tell(borrower: string, figures: LenderValues): void {
  printLine(borrower);
  for (const { name, meaning, unit } of lenderFigures) {
    const value = figures[name] ?? null;
    if (value === null || value === 0) continue;
    printLine(`  ${unit === 'count' ? value : value.toFixed(3)}  ${meaning}  (${name})`);
  }
}
