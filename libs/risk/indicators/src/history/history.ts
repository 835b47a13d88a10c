import { Fault, toEpochMs, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';
import { Dictionary } from './dictionary.js';
import { EventColumns } from './event-columns.js';

/** One borrower's events of every kind, put in order once, from which figures as of any moment are computed. */
export interface History {
  readonly kinds: ReadonlyMap<string, EventColumns>;
  readonly currencies: Dictionary;
}

interface TimedEvent {
  readonly ms: number;
  readonly event: IndicatorEvent;
}

/**
 * All events must be one borrower's; they may come in any order. Events of one moment stand in the order of their ids,
 * so that the order in which they came does not matter. Fails with INSTANT_MALFORMED.
 */
export function historyOf(events: readonly IndicatorEvent[]): History {
  const currencies = new Dictionary();
  const byKind = new Map<string, TimedEvent[]>();
  for (const timed of inOrder(events)) {
    const rows = byKind.get(timed.event.kind);
    if (rows) rows.push(timed);
    else byKind.set(timed.event.kind, [timed]);
  }
  const kinds = new Map<string, EventColumns>();
  for (const [kind, rows] of byKind) kinds.set(kind, columnsOf(rows, currencies));
  return { kinds, currencies };
}

/** An unreadable moment would compare false with everything and drop its event in silence. Fails with INSTANT_MALFORMED. */
export function epochMs(instant: Instant): number {
  const ms = toEpochMs(instant);
  if (Number.isNaN(ms)) throw new Fault('INSTANT_MALFORMED', { instant });
  return ms;
}

function inOrder(events: readonly IndicatorEvent[]): TimedEvent[] {
  const timed = events.map((event) => ({ ms: epochMs(event.at), event }));
  const isSorted = timed.every((row, place) => place === 0 || compare(timed[place - 1] ?? row, row) <= 0);
  return isSorted ? timed : timed.sort(compare);
}

function compare(left: TimedEvent, right: TimedEvent): number {
  if (left.ms !== right.ms) return left.ms - right.ms;
  return left.event.id < right.event.id ? -1 : left.event.id > right.event.id ? 1 : 0;
}

function columnsOf(rows: readonly TimedEvent[], currencies: Dictionary): EventColumns {
  const count = rows.length;
  const values = {
    ms: new Float64Array(count),
    direction: new Uint8Array(count),
    channel: new Int32Array(count).fill(-1),
    counterparty: new Int32Array(count).fill(-1),
    amount: new Float64Array(count).fill(Number.NaN),
    currency: new Int32Array(count).fill(-1),
  };
  const [channels, counterparties] = [new Dictionary(), new Dictionary()];
  for (let at = 0; at < count; at += 1) {
    const row = rows[at];
    if (!row) continue;
    const { direction, channel, counterparty, amountMinor, currency } = row.event;
    values.ms[at] = row.ms;
    values.direction[at] = direction === 'in' ? 1 : direction === 'out' ? 2 : 0;
    if (channel !== null) values.channel[at] = channels.numberOf(channel);
    if (counterparty) values.counterparty[at] = counterparties.numberOf(counterparty);
    if (amountMinor !== null) values.amount[at] = Number(amountMinor);
    if (currency !== null) values.currency[at] = currencies.numberOf(currency);
  }
  return new EventColumns(
    values,
    channels,
    rows.map(({ event }) => event),
  );
}
