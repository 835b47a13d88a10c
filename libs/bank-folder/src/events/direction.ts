import type { DecimalMark } from '../values/decimal.js';
import { parseDecimal } from '../values/decimal.js';
import { isMissingMark } from '../values/column-profile.js';

export type Direction = 'in' | 'out' | null;

export interface DirectedAmount {
  readonly amount: string | null;
  readonly direction: Direction;
}

/** What a cell of a direction column says; undefined where it says something else than in or out. */
export function parseDirection(text: string): Direction | undefined {
  if (text === '') return null;
  const word = text.toLowerCase();
  return word === 'in' || word === 'out' ? word : undefined;
}

export interface AmountRules {
  readonly mark: DecimalMark;
  /** Whether the column holds negative numbers, so that its signs say the direction. */
  readonly signed: boolean;
  /** A level such as a balance, whose sign is part of it. */
  readonly level: boolean;
}

/**
 * An amount of money that moved is a magnitude with a direction: a negative one went out, also where the column of
 * directions says `in` (a receipt taken back) or `out` (said twice). Where nothing says the direction and the column
 * has signs, a positive one came in. A level keeps its sign. Undefined where the cell is no number.
 */
export function readAmount(text: string, stated: Direction, rules: AmountRules): DirectedAmount | undefined {
  if (isMissingMark(text)) return { amount: null, direction: stated };
  const amount = parseDecimal(text, rules.mark);
  if (amount === undefined) return undefined;
  if (rules.level) return { amount, direction: stated };
  if (amount.startsWith('-')) return { amount: amount.slice(1), direction: 'out' };
  return { amount, direction: stated ?? (rules.signed ? 'in' : null) };
}
