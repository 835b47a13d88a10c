import {
  daysBetween,
  Fault,
  parseBusinessDate,
  parseCurrency,
  parseMinor,
  parseRate,
  type BusinessDate,
  type CurrencyCode,
  type Rate,
} from '@fanxing/kernel';

/** What happened to a revolving line, to be played by `playLineStory`. */
export interface LineStory {
  readonly limitMinor: bigint;
  readonly currency: CurrencyCode;
  readonly dailyRate: Rate;
  readonly openedOn: BusinessDate;
  /** As they were told: days in any order, the events of one day in theirs. */
  readonly events: readonly StoryEvent[];
  /** The last day; its end is what the result shows. */
  readonly asOf: BusinessDate;
}

export interface StoryEvent {
  readonly on: BusinessDate;
  readonly kind: 'draw' | 'repay';
  readonly amountMinor: bigint;
}

/** A hundred years: a longer story is a wrong date. */
const longestStoryDays = 36_525;

/**
 * With a daily rate each calendar day costs the same whichever of these is named; they differ in the annual rate only.
 * The 30/360 family does not count calendar days, so it can not be meant here.
 */
const dayCounts = ['ACT/365', 'ACT/360', 'ACT/364', 'ACT/ACT-ISDA'];

const storyFields = ['limit', 'currency', 'dailyRate', 'dayCount', 'openedOn', 'events', 'asOf'];
const eventFields = ['on', 'draw', 'repay'];

/**
 * Reads a story from JSON: `{"limit","currency","dailyRate","dayCount"?,"openedOn","events":[{"on","draw"}|{"on","repay"}],
 * "asOf"}`, amounts and rate as decimal strings. Events may be told in any order. Fails with INPUT_INVALID or the
 * Fault of the value at fault, each with its path, such as `events[2].draw`.
 */
export function parseLineStory(input: unknown): LineStory {
  const fields = readObject(input, 'story', storyFields);
  const currency = parseCurrency(readText(fields, 'currency', ''), 'currency');
  const limitMinor = parseMinor(readText(fields, 'limit', ''), currency, 'limit');
  if (limitMinor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'limit');
  const openedOn = parseBusinessDate(readText(fields, 'openedOn', ''), 'openedOn');
  const asOf = parseBusinessDate(readText(fields, 'asOf', ''), 'asOf');
  if (asOf < openedOn) throw invalid('asOf must not be before openedOn', 'asOf');
  if (daysBetween(openedOn, asOf) > longestStoryDays)
    throw invalid('asOf is over 100 years after openedOn', 'asOf');
  const dayCount = fields['dayCount'] ?? 'ACT/365';
  if (!dayCounts.some((each) => each === dayCount)) {
    throw invalid(`dayCount must be ${dayCounts.join(' or ')}`, 'dayCount');
  }
  return {
    limitMinor,
    currency,
    dailyRate: readDailyRate(fields),
    openedOn,
    events: readEvents(fields['events'], currency, openedOn),
    asOf,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function readDailyRate(fields: Fields): Rate {
  const text = readText(fields, 'dailyRate', '');
  const rate = parseRate(text, 'dailyRate');
  if (rate.units < 0n || rate.units >= parseRate('1').units) {
    throw invalid('dailyRate must be from 0 to below 1: 0.0005 is 0.05 % a day', 'dailyRate');
  }
  return rate;
}

function readEvents(input: unknown, currency: CurrencyCode, openedOn: BusinessDate): readonly StoryEvent[] {
  if (!Array.isArray(input)) throw invalid('events must be a list', 'events');
  return input.map((each: unknown, index) => readEvent(each, `events[${index}]`, currency, openedOn));
}

function readEvent(input: unknown, path: string, currency: CurrencyCode, openedOn: BusinessDate): StoryEvent {
  const fields = readObject(input, path, eventFields);
  const on = parseBusinessDate(readText(fields, 'on', `${path}.`), `${path}.on`);
  if (on < openedOn) throw invalid('The event is before openedOn', `${path}.on`);
  if ('draw' in fields === 'repay' in fields) throw invalid('An event has either draw or repay', path);
  const kind = 'draw' in fields ? 'draw' : 'repay';
  const amountMinor = parseMinor(readText(fields, kind, `${path}.`), currency, `${path}.${kind}`);
  return { on, kind, amountMinor };
}

function readObject(input: unknown, path: string, names: readonly string[]): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid(`${path} must be an object with ${names.join(', ')}`, path);
  }
  const unknownName = Object.keys(input).find((name) => !names.includes(name));
  if (unknownName !== undefined) {
    throw invalid(`${path} has no field "${unknownName}": it has ${names.join(', ')}`, path);
  }
  return input as Fields;
}

function readText(fields: Fields, name: string, prefix: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw invalid(`${name} is missing or not a text`, `${prefix}${name}`);
  return value;
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
