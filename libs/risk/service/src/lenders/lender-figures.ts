import type { LenderAnswer } from './lender.store.js';

/** A band begins where the one before ends; the last has no end. */
const bandsFrom = [3, 6, 11, 21];

export interface LenderCount {
  readonly atLeast: number;
  readonly atMost: number | null;
}

/** The band that a least count names. */
export function countOf(atLeast: number): LenderCount {
  const next = bandsFrom.find((from) => from > atLeast);
  return { atLeast, atMost: atLeast === 0 || next === undefined ? null : next - 1 };
}

/**
 * An answer by the names that strategies use, such as `signals.lenders.elsewhere.applications.30d`: the least of each band. It is told apart
 * from `signals.lenders.applications.30d`, which counts exactly what one bank knows itself.
 */
export function figuresOf({ windows, phoneSharers }: LenderAnswer): Record<string, number | null> {
  const figures: [string, number | null][] = windows.flatMap((window) =>
    (['lenders', 'applications', 'loans', 'writeOffs'] as const).map((what): [string, number] => [
      `signals.lenders.elsewhere.${what}.${window.days}d`,
      window[what],
    ]),
  );
  figures.push(['signals.lenders.elsewhere.phoneSharers.90d', phoneSharers]);
  return Object.fromEntries(figures);
}
