import type { DataCategory } from '../consent/index.js';
import type { MaskRule } from './mask.js';

/**
 * How a column that could hold something of a person, or a secret, is kept:
 * SEALED under a data key · INDEX, a blind index beside what is sealed · KEY, wrapped · HASHED · MASKED, never the value ·
 * EMPTIED, in the clear in rows of before it was sealed and NULL or empty since · CLEAR, and why that is right.
 */
export type Kept = 'SEALED' | 'INDEX' | 'KEY' | 'HASHED' | 'MASKED' | 'EMPTIED' | 'CLEAR';

export interface PersonalField {
  /** Schema, table and column. `*` for a schema: in every service's. */
  readonly column: string;
  /** The category of personal data, or what else it is: a secret, or several of these in one. */
  readonly category: DataCategory | 'SECRET' | 'MIXED' | 'NONE';
  readonly kept: Kept;
  /** How it is shown to those who may not see it. */
  readonly mask?: MaskRule;
  /** For what is kept in the clear or as a digest: why. */
  readonly reason?: string;
}

export function field(
  column: string,
  category: PersonalField['category'],
  kept: Kept,
  more: Pick<PersonalField, 'mask' | 'reason'> = {},
): PersonalField {
  return { column, category, kept, ...more };
}

export const because = (reason: string) => ({ reason });

/** Columns that stand in the clear for one reason. */
export function clear(reason: string, ...columns: readonly string[]): PersonalField[] {
  return columns.map((column) => field(column, 'NONE', 'CLEAR', { reason }));
}
