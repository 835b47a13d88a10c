import type { EventDirection, IndicatorEvent } from '../event.js';

/** What a bank's events speak of: the kinds, fields and everyday values that indicators can be named from. */
export interface Vocabulary {
  readonly kinds: readonly KindVocabulary[];
}

export interface KindVocabulary {
  readonly kind: string;
  readonly events: number;
  readonly hasAmount: boolean;
  readonly hasCounterparty: boolean;
  readonly directions: readonly EventDirection[];
  /** The most frequent channels, most frequent first. */
  readonly channels: readonly string[];
  readonly numericFields: readonly string[];
  readonly textFields: readonly { readonly field: string; readonly values: readonly string[] }[];
}

export interface VocabularyOptions {
  /** How many values of a text field (or channels) are kept; 20 unless told. */
  readonly valuesMax?: number;
  /** The smallest share of the kind's events that a value must have to be kept; 0.005 unless told. */
  readonly shareMin?: number;
}

/** A text field with more values than this is taken for an identifier, and nothing is named after its values. */
const distinctMax = 1_000;

/** Collects the vocabulary of any number of borrowers' events, in one pass and in bounded memory. */
export function vocabularyOf(events: Iterable<IndicatorEvent>, options: VocabularyOptions = {}): Vocabulary {
  const tallies = new Map<string, KindTally>();
  for (const event of events) {
    let tally = tallies.get(event.kind);
    if (!tally) tallies.set(event.kind, (tally = newTally()));
    count(tally, event);
  }
  const kinds = [...tallies].sort(byKey).map(([kind, tally]) => summary(kind, tally, options));
  return { kinds };
}

interface KindTally {
  events: number;
  hasAmount: boolean;
  hasCounterparty: boolean;
  readonly directions: Set<EventDirection>;
  readonly channels: ValueTally;
  readonly numericFields: Set<string>;
  readonly textFields: Map<string, ValueTally>;
}

type ValueTally = Map<string, number>;

function newTally(): KindTally {
  return {
    events: 0,
    hasAmount: false,
    hasCounterparty: false,
    directions: new Set(),
    channels: new Map(),
    numericFields: new Set(),
    textFields: new Map(),
  };
}

function count(tally: KindTally, event: IndicatorEvent): void {
  tally.events += 1;
  tally.hasAmount ||= event.amountMinor !== null;
  tally.hasCounterparty ||= event.counterparty !== null;
  if (event.direction !== null) tally.directions.add(event.direction);
  if (event.channel !== null) countValue(tally.channels, event.channel);
  for (const [field, value] of Object.entries(event.fields)) {
    if (typeof value === 'number') tally.numericFields.add(field);
    else if (value !== null) {
      const values = tally.textFields.get(field) ?? new Map<string, number>();
      tally.textFields.set(field, values);
      countValue(values, value);
    }
  }
}

/** Stops taking in new values one past the bound, which is how {@link frequent} knows that it was passed. */
function countValue(values: ValueTally, value: string): void {
  const seen = values.get(value);
  if (seen !== undefined || values.size <= distinctMax) values.set(value, (seen ?? 0) + 1);
}

function summary(kind: string, tally: KindTally, options: VocabularyOptions): KindVocabulary {
  const { valuesMax = 20, shareMin = 0.005 } = options;
  const countMin = tally.events * shareMin;
  return {
    kind,
    events: tally.events,
    hasAmount: tally.hasAmount,
    hasCounterparty: tally.hasCounterparty,
    directions: [...tally.directions].sort(),
    channels: frequent(tally.channels, countMin, valuesMax),
    numericFields: [...tally.numericFields].sort(),
    textFields: [...tally.textFields]
      .sort(byKey)
      .map(([field, values]) => ({ field, values: frequent(values, countMin, valuesMax) }))
      .filter(({ values }) => values.length > 0),
  };
}

function frequent(values: ValueTally, countMin: number, valuesMax: number): string[] {
  if (values.size > distinctMax) return [];
  return [...values]
    .filter(([, times]) => times >= countMin)
    .sort((left, right) => right[1] - left[1] || byKey(left, right))
    .slice(0, valuesMax)
    .map(([value]) => value);
}

function byKey(left: readonly [string, unknown], right: readonly [string, unknown]): number {
  return left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0;
}
