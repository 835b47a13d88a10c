import { Fault, parseCurrency, parseInstant, toEpochMs, type Instant } from '@fanxing/kernel';
import {
  compileIndicators,
  historyOf,
  type CompiledIndicators,
  type IndicatorEvent,
} from '@fanxing/risk-indicators';
import { CliError } from '../cli-error.js';
import { printJson, progressOf } from '../output.js';
import { LineError, parseEventLine } from './event-line.js';
import { FiguresFile } from './figures-file.js';
import { matchNames } from './match-names.js';
import { readLines } from './read-lines.js';

export interface ComputeOptions {
  readonly events: string;
  readonly asOf: string;
  readonly names?: string;
  readonly match?: string;
  readonly out: string;
  readonly currency?: string;
  readonly utcOffset: number;
  readonly sorted?: boolean;
  readonly json?: boolean;
}

/** Computes the indicators of every borrower in the file, in the order in which borrowers first appear. */
export async function computeIndicators(options: ComputeOptions): Promise<void> {
  const asOf = argument('--as-of', options.asOf, parseInstant);
  if (options.currency !== undefined) argument('--currency', options.currency, parseCurrency);
  const compiled = compile(await namesOf(options), options);
  const out = new FiguresFile(options.out);
  await out.header(compiled.names);
  let [events, borrowers] = [0, 0];
  const figuresOf = { currency: options.currency ?? null, utcOffsetMinutes: options.utcOffset };
  for await (const borrower of borrowersOf(options, asOf)) {
    const history = historyOf(withoutRepeats(borrower.events, options.events));
    await out.row(borrower.id, compiled.figures(history, asOf, figuresOf));
    events += borrower.events.length;
    borrowers += 1;
  }
  await out.end();
  const summary = { out: options.out, borrowers, events, indicators: compiled.names.length };
  if (options.json) printJson(summary);
  else if (options.out !== '-')
    process.stderr.write(
      `${summary.indicators} indicators of ${borrowers} borrowers from ${events} events written to ${options.out}\n`,
    );
}

interface BorrowerEvents {
  readonly id: string;
  readonly events: IndicatorEvent[];
}

/** What happens at the moment or later makes a borrower known, and is not kept. */
async function* borrowersOf(options: ComputeOptions, asOf: Instant): AsyncGenerator<BorrowerEvents> {
  const [asOfMs, open, done] = [toEpochMs(asOf), new Map<string, BorrowerEvents>(), new Set<string>()];
  const progress = progressOf((count) => `${count.toLocaleString('en')} events read …`);
  let read = 0;
  for await (const { text, where } of readLines(options.events)) {
    const event = eventOf(text, where);
    const id = event.borrowerId;
    if (options.sorted && !open.has(id)) {
      if (done.has(id))
        throw new CliError(3, 'EVENTS_NOT_SORTED', `borrower ${id} came before`, where, 'leave out --sorted');
      yield* open.values();
      open.clear();
      done.add(id);
    }
    const borrower = open.get(id) ?? { id, events: [] };
    open.set(id, borrower);
    if (toEpochMs(event.at) < asOfMs) borrower.events.push(event);
    progress((read += 1));
  }
  yield* open.values();
}

function eventOf(text: string, where: string): IndicatorEvent {
  try {
    return parseEventLine(text);
  } catch (error) {
    if (!(error instanceof LineError)) throw error;
    throw new CliError(3, error.code, error.message, where, 'mend the line');
  }
}

/** An event that was sent twice counts once; two events under one id can not both be right. */
function withoutRepeats(events: readonly IndicatorEvent[], path: string): IndicatorEvent[] {
  const known = new Map<string, IndicatorEvent>();
  for (const event of events) {
    const other = known.get(event.id);
    if (other && textOf(other) !== textOf(event)) {
      const what = `borrower ${event.borrowerId} has two different events with the id ${event.id}`;
      throw new CliError(3, 'EVENT_CONFLICT', what, path, 'keep the one that is right');
    }
    known.set(event.id, event);
  }
  return [...known.values()];
}

function textOf(event: IndicatorEvent): string {
  return JSON.stringify({ ...event, amountMinor: String(event.amountMinor) });
}

async function namesOf({ names, match }: ComputeOptions): Promise<{ name: string; where: string }[]> {
  const found: { name: string; where: string }[] = [];
  if (names === undefined) {
    for (const name of matchNames(match)) found.push({ name, where: '--match' });
  } else {
    for await (const { text, where } of readLines(names)) {
      if (!text.startsWith('#')) found.push({ name: text.trim(), where });
    }
  }
  if (found.length > 0) return found;
  const how = names === undefined ? 'see `indicators list`' : 'write one name a line';
  throw new CliError(names === undefined ? 2 : 3, 'NO_NAMES', 'there is no name', names ?? '--match', how);
}

/** All at once; only where one is not known they are tried one by one, to say on which line it stands. */
function compile(
  names: readonly { readonly name: string; readonly where: string }[],
  { names: path }: ComputeOptions,
): CompiledIndicators {
  try {
    return compileIndicators(names.map(({ name }) => name));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const where = names.find(({ name }) => !isKnown(name))?.where ?? path ?? '--match';
    throw new CliError(3, error.reason, error.message, where, '`indicators explain` says what is meant');
  }
}

function isKnown(name: string): boolean {
  try {
    compileIndicators([name]);
    return true;
  } catch {
    return false;
  }
}

function argument<Value>(option: string, text: string, parse: (text: string) => Value): Value {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new CliError(2, error.reason, error.message, option, 'see --help');
  }
}
