import type { Combination } from './plan.js';

type How = Combination['how'];

/** Combinations that are worked out alike, as columns. */
export interface CombinationGroup {
  readonly how: How;
  readonly slots: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** A transform stands after the quotient that it transforms, so these come last. */
const inTurn: readonly How[] = ['copy', 'quotient', 'shareOfSum', 'log', 'perDay'];

export function groupCombinations(combinations: readonly Combination[]): CombinationGroup[] {
  return inTurn.map((how) => {
    const own = combinations.filter((combination) => combination.how === how);
    return {
      how,
      slots: Int32Array.from(own, ({ slot }) => slot),
      left: Int32Array.from(own, ({ left }) => left),
      right: Int32Array.from(own, ({ right }) => right),
    };
  });
}

/** Works out the figures that come from other figures, in place; NaN is missing. */
export function combine(groups: readonly CombinationGroup[], figures: Float64Array): void {
  for (const { how, slots, left, right } of groups) {
    const formula = formulas[how];
    for (let at = 0; at < slots.length; at += 1) {
      figures[slots[at] ?? 0] = formula(figures[left[at] ?? 0] ?? Number.NaN, right[at] ?? 0, figures);
    }
  }
}

const formulas: Record<How, (first: number, right: number, figures: Float64Array) => number> = {
  copy: (first) => first,
  quotient: (first, right, figures) => quotient(first, figures[right] ?? Number.NaN),
  shareOfSum: (first, right, figures) =>
    quotient(Number.isNaN(first) ? 0 : first, figures[right] ?? Number.NaN),
  log: (first) => Math.sign(first) * Math.log1p(Math.abs(first)),
  perDay: (first, right) => first / right,
};

function quotient(part: number, whole: number): number {
  return whole === 0 ? Number.NaN : part / whole;
}
