import { StrategyStop } from './strategy-stop.js';

/** What one run of a strategy may still take; shared by all its nodes. */
export interface RunLimits {
  /** How many turns of loops are left. */
  turns: number;
  /** Whether the run's time is over. The caller has the watch: this room has none. */
  readonly isOver?: (() => boolean) | undefined;
}

/** A run was cut off because its time was over: neither an answer nor a mistake of the strategy. */
export class StrategyOverrun extends Error {}

/** The watch is looked at once in so many turns. */
const turnsBetween = 16;

/** One more turn of a loop. Throws StrategyStop after too many, and StrategyOverrun when the time is over. */
export function takeTurn(limits: RunLimits): void {
  limits.turns -= 1;
  if (limits.turns < 0) throw new StrategyStop('it took too many turns');
  if (limits.turns % turnsBetween === 0) mustHaveTime(limits);
}

export function mustHaveTime({ isOver }: RunLimits): void {
  if (isOver?.()) throw new StrategyOverrun('the time of the strategy is over');
}
