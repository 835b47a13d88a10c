import { fault } from './fault-sentence.js';

/** What is said of borrowing at several lenders. */
export const lenderFaults = {
  LENDER_FIGURES_PAST: fault(
    'BAD_USER_INPUT',
    'Figures as of {asOf} are not kept any more: ask for {earliest} or later, or count the events anew.',
    '{asOf} 时点的指标已不再保留：请查询 {earliest} 或之后的时点，或重新计算全部事件。',
  ),
} as const;
