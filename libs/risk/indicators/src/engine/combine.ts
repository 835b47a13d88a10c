import type { Combination } from './plan.js';

/** Works out the figures that come from other figures, in place; NaN is missing. */
export function combine(combinations: readonly Combination[], figures: Float64Array): void {
  for (const { how, slot, left, right } of combinations) {
    const first = figures[left] ?? Number.NaN;
    figures[slot] =
      how === 'quotient'
        ? quotient(first, figures[right] ?? Number.NaN)
        : how === 'shareOfSum'
          ? quotient(Number.isNaN(first) ? 0 : first, figures[right] ?? Number.NaN)
          : how === 'log'
            ? Math.sign(first) * Math.log1p(Math.abs(first))
            : how === 'perDay'
              ? first / right
              : first;
  }
}

function quotient(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}
