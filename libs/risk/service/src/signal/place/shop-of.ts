import {
  addDays,
  daysBetween,
  Fault,
  parseCurrency,
  toEpochMs,
  type BusinessDate,
  type Instant,
} from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import { noHolidays, readPosition, readTakings, type Position, type Shop } from '@fanxing/risk-places';
import { localDay } from '../local-day.js';

export interface ShopPlace {
  readonly position: Position;
  readonly trade: string;
}

/** Two years: every season twice, and what a shop was before says little. */
const takingsDaysMax = 730;

/**
 * Where the shop stands: the latest of the borrower's location events that names a trade (`fields.trade`), for the others tell where
 * the borrower was. Undefined where none does.
 */
export function shopPlaceOf(events: readonly IndicatorEvent[]): ShopPlace | undefined {
  const places = events.flatMap(({ kind, at, fields }) => {
    const { latitude, longitude, trade } = fields;
    if (kind !== 'location' || typeof trade !== 'string' || trade === '') return [];
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return [];
    return [{ at: toEpochMs(at), trade, position: readPosition({ latitude, longitude }, 'location') }];
  });
  return places.reduce<(typeof places)[number] | undefined>(
    (latest, each) => (latest === undefined || each.at >= latest.at ? each : latest),
    undefined,
  );
}

/**
 * The shop with its takings: payments in, day by day, until the day before `asOf`, which is not over. A shop that takes in several
 * currencies is judged by the one with most payments. Undefined where takings are too few to forecast from.
 */
export function shopOf(
  { position, trade }: ShopPlace,
  events: readonly IndicatorEvent[],
  asOf: Instant,
): Shop | undefined {
  const today = localDay(asOf);
  const received = events.filter(
    ({ kind, direction, amountMinor, currency, at }) =>
      kind === 'payment' &&
      direction === 'in' &&
      amountMinor !== null &&
      amountMinor > 0n &&
      currency !== null &&
      daysBetween(localDay(at), today) <= takingsDaysMax,
  );
  const currency = mostFrequent(received.map((event) => event.currency ?? ''));
  if (currency === undefined) return undefined;
  const days = takingsByDay(
    received.filter((event) => event.currency === currency),
    today,
  );
  try {
    const takings = readTakings(days, noHolidays);
    return { position, trade, currency: parseCurrency(currency), takings, calendar: noHolidays };
  } catch (error) {
    if (error instanceof Fault && error.reason === 'TAKINGS_TOO_FEW') return undefined;
    throw error;
  }
}

/** Every day from the first with a payment to yesterday: a shop that lately stayed shut must show it. */
function takingsByDay(
  received: readonly IndicatorEvent[],
  today: BusinessDate,
): { on: BusinessDate; minor: bigint }[] {
  const sums = new Map<BusinessDate, bigint>();
  for (const { at, amountMinor } of received) {
    const on = localDay(at);
    if (on < today) sums.set(on, (sums.get(on) ?? 0n) + (amountMinor ?? 0n));
  }
  const first = [...sums.keys()].sort()[0];
  if (first === undefined) return [];
  return Array.from({ length: daysBetween(first, today) }, (_, day) => {
    const on = addDays(first, day);
    return { on, minor: sums.get(on) ?? 0n };
  });
}

/** Of equally many the first by its letters. */
function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1))[0]?.[0];
}
