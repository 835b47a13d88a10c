import { Fault, minorUnitExponent, parseCurrency, toEpochMs, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';

export interface TimedEvent {
  readonly ms: number;
  readonly event: IndicatorEvent;
}

/** One borrower's past at a moment: what every indicator reads, put in order once. */
export interface Timeline {
  readonly asOfMs: number;
  readonly byKind: ReadonlyMap<string, readonly TimedEvent[]>;
  readonly money: MoneyUnit;
}

/** The currency that amounts are counted in, and how many minor units make a major one. */
export interface MoneyUnit {
  readonly currency: string | null;
  readonly minorPerMajor: number;
}

/**
 * Keeps the events strictly before `asOf`, oldest first; events of one moment stand in the order of their ids, so
 * that the order in which they came does not matter. Fails with INSTANT_MALFORMED or CURRENCY_UNKNOWN.
 */
export function timelineOf(
  events: readonly IndicatorEvent[],
  asOf: Instant,
  currency: string | null,
): Timeline {
  const asOfMs = epochMs(asOf);
  const past: TimedEvent[] = [];
  for (const event of events) {
    const ms = epochMs(event.at);
    if (ms < asOfMs) past.push({ ms, event });
  }
  past.sort((left, right) => left.ms - right.ms || (left.event.id < right.event.id ? -1 : 1));
  const byKind = new Map<string, TimedEvent[]>();
  for (const timed of past) {
    const rows = byKind.get(timed.event.kind);
    if (rows) rows.push(timed);
    else byKind.set(timed.event.kind, [timed]);
  }
  return { asOfMs, byKind, money: moneyUnit(currency ?? mainCurrency(past)) };
}

/** An unreadable moment would compare false with everything and drop its event in silence. */
function epochMs(instant: Instant): number {
  const ms = toEpochMs(instant);
  if (Number.isNaN(ms)) throw new Fault('INSTANT_MALFORMED', { instant });
  return ms;
}

function moneyUnit(currency: string | null): MoneyUnit {
  const exponent = currency === null ? 2 : minorUnitExponent(parseCurrency(currency));
  return { currency, minorPerMajor: 10 ** exponent };
}

/** Amounts of two currencies have no sum: the one that most of the past is in counts; by letters if there is a tie. */
function mainCurrency(past: readonly TimedEvent[]): string | null {
  const counts = new Map<string, number>();
  for (const { event } of past) {
    if (event.amountMinor !== null && event.currency !== null) {
      counts.set(event.currency, (counts.get(event.currency) ?? 0) + 1);
    }
  }
  let main: string | null = null;
  for (const [currency, count] of counts) {
    const best = main === null ? 0 : (counts.get(main) ?? 0);
    if (count > best || (count === best && main !== null && currency < main)) main = currency;
  }
  return main;
}
