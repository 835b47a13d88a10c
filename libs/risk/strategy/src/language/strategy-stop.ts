/** A strategy that can not go on: its arithmetic has no answer, its types do not fit, or it would take too long. */
export class StrategyStop extends Error {}
