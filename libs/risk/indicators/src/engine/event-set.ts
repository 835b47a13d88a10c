import type { Condition } from '../name/condition.js';
import type { EventColumns } from '../history/event-columns.js';
import type { Moment } from './moment.js';

/** One thing that a filter asks of an event. Sets of events are bits, so that filters are intersections of sets. */
export type Atom =
  | { readonly what: 'direction'; readonly direction: 'in' | 'out' }
  | { readonly what: 'channel'; readonly channel: string }
  | { readonly what: 'field'; readonly field: string; readonly value: string }
  | Condition;

export function wordsFor(count: number): number {
  return (count + 31) >>> 5;
}

/** Sets the bit of each of the first `count` events that satisfies the atom. */
export function fillSet(
  bits: Int32Array,
  atom: Atom,
  columns: EventColumns,
  amounts: Float64Array,
  count: number,
  moment: Moment,
): void {
  const { values } = columns;
  const calendar = (): ReturnType<EventColumns['calendar']> => columns.calendar(moment.utcOffsetMinutes);
  switch (atom.what) {
    case 'direction':
      return fillRange(bits, values.direction, count, ...exactly(atom.direction === 'in' ? 1 : 2));
    case 'channel':
      return fillRange(bits, values.channel, count, ...known(columns.channels.find(atom.channel)));
    case 'field': {
      const { numbers, dictionary } = columns.texts(atom.field);
      return fillRange(bits, numbers, count, ...known(dictionary.find(atom.value)));
    }
    case 'hours':
      if (atom.from < atom.to) return fillRange(bits, calendar().hours, count, atom.from, atom.to);
      fillRange(bits, calendar().hours, count, atom.to, atom.from);
      return complement(bits, count);
    case 'weekdays':
      return fillRange(bits, calendar().weekdays, count, atom.from, atom.to + 1);
    case 'monthdays':
      return fillRange(bits, calendar().monthdays, count, atom.from, atom.to + 1);
    case 'amount': {
      const most = atom.to === null ? Infinity : atom.to * moment.minorPerMajor;
      return fillRange(bits, amounts, count, atom.from * moment.minorPerMajor, most);
    }
    case 'counterparty':
      return fillRange(bits, columns.meetings(), count, ...exactly(atom.is === 'new' ? 1 : 2));
  }
}

function exactly(value: number): [from: number, to: number] {
  return [value, value + 1];
}

/** −1 is none, in an event's column and for a word that no event has. */
function known(number: number): [from: number, to: number] {
  return number < 0 ? [0, 0] : exactly(number);
}

function fillRange(
  bits: Int32Array,
  column: Uint8Array | Int32Array | Float64Array,
  count: number,
  from: number,
  to: number,
): void {
  for (let word = 0, at = 0; at < count; word += 1) {
    let set = 0;
    for (const stop = Math.min(at + 32, count); at < stop; at += 1) {
      const value = column[at] ?? -1;
      if (value >= from && value < to) set |= 1 << (at & 31);
    }
    bits[word] = set;
  }
}

function complement(bits: Int32Array, count: number): void {
  const words = wordsFor(count);
  for (let word = 0; word < words; word += 1) bits[word] = ~(bits[word] ?? 0);
  const rest = count & 31;
  if (rest !== 0) bits[words - 1] = (bits[words - 1] ?? 0) & ((1 << rest) - 1);
}

const none = new Int32Array(0);

/** Writes the events that are in all of the sets, oldest first, and answers how many they are. */
export function intersect(sets: readonly Int32Array[], count: number, positions: Int32Array): number {
  if (sets.length === 0) {
    for (let at = 0; at < count; at += 1) positions[at] = at;
    return count;
  }
  const words = wordsFor(count);
  const [first = none, second = first, third = second, ...others] = sets;
  let kept = 0;
  for (let word = 0; word < words; word += 1) {
    let bits = (first[word] ?? 0) & (second[word] ?? 0) & (third[word] ?? 0);
    for (let more = 0; more < others.length; more += 1) bits &= others[more]?.[word] ?? 0;
    while (bits !== 0) {
      positions[kept] = (word << 5) + (31 - Math.clz32(bits & -bits));
      kept += 1;
      bits &= bits - 1;
    }
  }
  return kept;
}
