import type { TenantContext } from '../identity/tenant-context.js';
import { logger, withSpan } from '../telemetry/index.js';
import type { ClientOf, Contract, HandlersOf } from './contract.js';
import { mustBeEventType, type EventEnvelope, type EventHandler } from './event.js';
import { InFlight } from './in-flight.js';
import { mustBeJson } from './json-safe.js';
import { Registry, type Subscription } from './registry.js';
import { answerCall, makeCall, unavailable, withinDeadline } from './served.js';
import { takeEvent } from './take-event.js';
import { closeWithinMs, valuesAreChecked, type Transport } from './transport.js';

const log = logger('messaging');

/** Services in one process: a call is a function call, and an event is taken before its publication is done. */
export function createInProcessTransport(): Transport {
  return new InProcessTransport();
}

class InProcessTransport implements Transport {
  private readonly registry = new Registry();
  private readonly inFlight = new InFlight();
  private open = false;

  serve<Served extends Contract>(contract: Served, handlers: HandlersOf<Served>): void {
    this.registry.addServed(contract, handlers);
  }

  client<Called extends Contract>(contract: Called): ClientOf<Called> {
    const calls = Object.entries(contract.operations).map(([operation, { deadlineMs }]) => [
      operation,
      (context: TenantContext, input: unknown) =>
        makeCall(contract, operation, context, input, () =>
          this.call(contract, operation, deadlineMs, context, input),
        ),
    ]);
    return Object.fromEntries(calls) as ClientOf<Called>;
  }

  /** Handlers are looked up now, not when the client was made: services start in any order. */
  private call(
    contract: Contract,
    operation: string,
    deadlineMs: number,
    context: TenantContext,
    input: unknown,
  ): Promise<unknown> {
    const served = this.open ? this.registry.served.get(contract.name) : undefined;
    if (!served) return Promise.reject(unavailable(contract.name));
    const answer = this.inFlight.track(answerCall(served, operation, context, input));
    return withinDeadline(answer, deadlineMs, contract.name);
  }

  async publish(event: EventEnvelope): Promise<void> {
    mustBeEventType(event.type);
    if (!this.open) throw unavailable('events');
    if (valuesAreChecked) mustBeJson(`event ${event.type}`, 'payload', event.payload);
    const takers = this.registry.subscriptions.filter(({ type }) => type === event.type);
    await withSpan(`publish ${event.type}`, { event: event.type, eventId: event.id }, () =>
      this.inFlight.track(Promise.all(takers.map((taker) => this.give(taker, event)))),
    );
  }

  private async give(taker: Subscription, event: EventEnvelope): Promise<void> {
    try {
      await takeEvent(taker, event);
    } catch (error) {
      log.warn(
        { event: event.type, eventId: event.id, service: taker.subscriber, error },
        'an event was not taken',
      );
      throw unavailable(taker.subscriber);
    }
  }

  subscribe<Payload>(subscriber: string, types: readonly string[], handler: EventHandler<Payload>): void {
    this.registry.addSubscription(subscriber, types, handler as Subscription['handler']);
  }

  start(): Promise<void> {
    this.open = true;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    this.open = false;
    await this.inFlight.idle(closeWithinMs);
  }
}
