import { fromEpochMs, parseInstant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../event.js';

/** The same on every machine and for ever: figures that were published for these events are kept in a file. */
export function publishedEvents(seed: number, count: number, large = false): IndicatorEvent[] {
  const next = generator(seed);
  const pick = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(next() * values.length)] as Value;
  return Array.from({ length: count }, (_, place): IndicatorEvent => {
    const minor = Math.floor(next() ** 3 * 1_000_000) - 2_000;
    return {
      id: `e${Math.floor(next() * 1_000_000)}-${place}`,
      borrowerId: 'b',
      kind: pick(['payment', 'payment', 'balance']),
      at: fromEpochMs(publishedAsOf - Math.floor(next() * 400 * 86_400) * 1_000),
      amountMinor: next() < 0.1 ? null : BigInt(minor) * (large ? 1_000_000_007n : 1n),
      currency: pick(['CNY', 'CNY', 'CNY', 'USD', null]),
      direction: pick(['in', 'out', 'in', null]),
      counterparty: pick(['a', 'b', 'c', 'd', 'e', '', null]),
      channel: pick(['qr', 'kiosk', null]),
      fields: {
        delay: next() < 0.2 ? null : Math.floor(next() * 12) - 2,
        load: next() < 0.2 ? 'none' : next() * 9,
        purpose: pick(['rent', 'wages. net', null]),
      },
    };
  });
}

export const publishedAsOf = Date.parse(parseInstant('2026-11-22T08:00:00Z'));

/** mulberry32: good enough for test data, and short. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
