import type { ClientOf, Contract, HandlersOf } from './contract.js';
import type { EventEnvelope, EventHandler } from './event.js';

/**
 * How services reach each other: in one process or by NATS, with the same promises.
 *
 * First everybody registers (`serve`, `subscribe`), then `start` opens the doors, then work is done, then `close`.
 * Before `start` and after `close` a call or a publication fails with SERVICE_UNAVAILABLE.
 */
export interface Transport {
  /** Offers a contract to all. Each handler acts in the name of the context it is given. One server a contract and process. */
  serve<Served extends Contract>(contract: Served, handlers: HandlersOf<Served>): void;

  /**
   * The functions of a contract, wherever it is served. They fail with the server's Fault, with
   * SERVICE_UNAVAILABLE when nobody answers in time (the work may then have been done or not), or with INTERNAL.
   */
  client<Called extends Contract>(contract: Called): ClientOf<Called>;

  /** Resolves when the event is safe with whoever has subscribed; fails otherwise, and the outbox tries again. */
  publish(event: EventEnvelope): Promise<void>;

  /**
   * Asks for events by type. `subscriber` is a name that stays the same over restarts and processes (the service's,
   * or `<service>-<purpose>`): each event goes to one process of each subscriber, until its handler has succeeded.
   */
  subscribe<Payload>(subscriber: string, types: readonly string[], handler: EventHandler<Payload>): void;

  /** Opens the doors, once everything is registered. */
  start(): Promise<void>;

  /** Takes nothing new, lets what has begun end (ten seconds at most), and lets go. */
  close(): Promise<void>;
}

/** Whether values are checked to be JSON: always while developing and testing, not where every microsecond counts. */
export const valuesAreChecked = process.env['NODE_ENV'] !== 'production';

/** How long `close` waits for work that has begun. */
export const closeWithinMs = 10_000;
