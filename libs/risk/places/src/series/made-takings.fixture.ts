import { addDays, parseBusinessDate, weekdayOf, type BusinessDate } from '@fanxing/kernel';
import type { DayTakings } from './takings-series.js';

export interface MadeShop {
  readonly from?: string;
  readonly days?: number;
  /** Yuan of an ordinary day. */
  readonly level?: (day: number) => number;
  /** Monday first. */
  readonly weekdays?: readonly number[];
  /** 0.1 is about 10 % either way. */
  readonly noise?: number;
  readonly seed?: number;
}

/** A shop whose takings are known by their making; the same every time. */
export function madeTakings({
  from = '2026-01-05',
  days = 140,
  level = () => 2_000,
  weekdays = [1, 1, 1, 1, 1.1, 1.3, 1.2],
  noise = 0,
  seed = 7,
}: MadeShop = {}): DayTakings[] {
  const dice = diceOf(seed);
  return Array.from({ length: days }, (_, day) => {
    const on: BusinessDate = addDays(parseBusinessDate(from), day);
    const chance = Math.exp(noise * (dice() + dice() + dice() - 1.5) * 2);
    return { on, minor: BigInt(Math.round(100 * level(day) * weekdays[weekdayOf(on) - 1]! * chance)) };
  });
}

/** The multiplicative generator of Park and Miller: uniform in (0, 1). */
function diceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
