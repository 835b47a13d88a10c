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

/** Turns of loops in one decision: some tenths of a second, and no strategy that people write comes near. */
export const turnsMax = 1_000_000;
/**
 * The watch is looked at after so many turns, and then once in so many. What has few turns is done in a millisecond and is not to
 * be cut off because the machine was busy with others.
 */
const turnsBefore = 1_024;
const turnsBetween = 16;

/** One more turn of a loop. Throws StrategyStop after too many, and StrategyOverrun when the time is over. */
export function takeTurn(limits: RunLimits): void {
  limits.turns -= 1;
  if (limits.turns < 0) throw new StrategyStop('it took too many turns');
  const isLook = limits.turns % turnsBetween === 0 && limits.turns < turnsMax - turnsBefore;
  if (isLook && limits.isOver?.()) throw new StrategyOverrun('the time of the strategy is over');
}
