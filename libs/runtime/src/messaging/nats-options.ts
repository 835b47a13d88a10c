export interface NatsOptions {
  /** `nats://host:port`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Who this process is, as the NATS server shows it: `risk`, `gateway`. */
  readonly name: string;
  /** How long the first connection is tried before this process gives up. Later ones are tried for ever. */
  readonly connectWithinMs?: number;
  readonly redelivery?: Redelivery;
}

/** How often and when an event is given again to a handler that failed. */
export interface Redelivery {
  /** The pause before each further delivery; the last one repeats. */
  readonly delaysMs: readonly number[];
  /**
   * After so many the event is left in the stream, and a dead-letter line in the log names it. A handler that fails
   * with an UNAVAILABLE fault gets it ten times as often.
   */
  readonly deliveriesMax: number;
}
