import type { ReasonCode } from '../reasons/reason-codes.js';
import type { SubjectGroup } from './subject.js';

export const stages = ['admission', 'anti-fraud', 'credit', 'limit', 'pricing', 'post-loan'] as const;
export type Stage = (typeof stages)[number];

/** What a strategy does where it hits. */
export type Effect = 'decline' | 'cap-limit' | 'add-to-rate' | 'warn';

/** A number that a product may set within bounds. */
export interface Parameter {
  readonly name: 'threshold' | 'value';
  readonly initial: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string;
}

/**
 * One idea of a strategy, from which one is made for every subject and window. It compares `aggregate` of the subject
 * with the threshold, or, where there is `against`, with the threshold times that figure.
 */
export interface Template {
  readonly id: string;
  readonly stage: Stage;
  readonly groups: readonly SubjectGroup[];
  readonly windows: readonly number[];
  readonly aggregate: string;
  /** A figure of the same subject, or of the subject that is named, over the same window. */
  readonly against?: { readonly aggregate: string; readonly subject?: string };
  /** It hits where the figure is below, or above. */
  readonly hits: 'below' | 'above';
  /** Whether a figure that is missing hits. What must be proved hits; what must be seen to be held against somebody does not. */
  readonly missingHits: boolean;
  readonly threshold: Omit<Parameter, 'name'>;
  /** What is multiplied with the figure for a cap on the limit, or added to the daily rate. */
  readonly value?: Omit<Parameter, 'name'>;
  readonly effect: Effect;
  readonly reason: ReasonCode;
  /** `{subject}`, `{window}` and `{threshold}` stand for what they are in one strategy. */
  readonly en: string;
  readonly zh: string;
}
