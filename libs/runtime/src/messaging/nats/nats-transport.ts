import type { Subscription as NatsSubscription } from '@nats-io/transport-node';
import type { TenantContext } from '../../identity/tenant-context.js';
import type { ClientOf, Contract, HandlersOf } from '../contract.js';
import { mustBeEventType, type EventEnvelope, type EventHandler } from '../event.js';
import { InFlight } from '../in-flight.js';
import { mustBeJson } from '../json-safe.js';
import type { NatsOptions } from '../nats-options.js';
import { Registry, type Subscription } from '../registry.js';
import { makeCall, unavailable } from '../served.js';
import { closeWithinMs, valuesAreChecked, type Transport } from '../transport.js';
import { callByNats, serveByNats } from './nats-contracts.js';
import { NatsEvents, redeliveryUsual } from './nats-events.js';
import { NatsLink } from './nats-link.js';

/** Services in processes of their own: a call is a request and its reply, an event is kept by JetStream. */
export class NatsTransport implements Transport {
  private readonly registry = new Registry();
  private readonly inFlight = new InFlight();
  private serving: NatsSubscription[] = [];
  private events: NatsEvents | undefined;
  private open = false;

  private constructor(
    private readonly link: NatsLink,
    private readonly options: NatsOptions,
  ) {}

  static async connect(options: NatsOptions): Promise<Transport> {
    return new NatsTransport(await NatsLink.connect(options), options);
  }

  serve<Served extends Contract>(contract: Served, handlers: HandlersOf<Served>): void {
    this.registry.addServed(contract, handlers);
  }

  client<Called extends Contract>(contract: Called): ClientOf<Called> {
    const calls = Object.keys(contract.operations).map((operation) => [
      operation,
      (context: TenantContext, input: unknown) =>
        makeCall(contract, operation, context, input, () =>
          this.open
            ? callByNats(this.link, contract, operation, context, input)
            : Promise.reject(unavailable(contract.name)),
        ),
    ]);
    return Object.fromEntries(calls) as ClientOf<Called>;
  }

  async publish(event: EventEnvelope): Promise<void> {
    mustBeEventType(event.type);
    if (!this.open || !this.events) throw unavailable('events');
    if (valuesAreChecked) mustBeJson(`event ${event.type}`, 'payload', event.payload);
    await this.events.publish(event);
  }

  subscribe<Payload>(subscriber: string, types: readonly string[], handler: EventHandler<Payload>): void {
    this.registry.addSubscription(subscriber, types, handler as Subscription['handler']);
  }

  async start(): Promise<void> {
    this.events = await NatsEvents.open(this.link, this.options.redelivery ?? redeliveryUsual, this.inFlight);
    this.open = true;
    this.serving = [...this.registry.served.values()].flatMap((served) =>
      serveByNats(this.link, served, this.inFlight),
    );
    await this.events.consume(this.registry.subscriptions);
    // The server must know of the subscriptions before anybody is told that this process is ready.
    await this.link.connection.flush();
  }

  async close(): Promise<void> {
    this.open = false;
    const { connection } = this.link;
    if (!this.link.connected) return connection.close();
    await Promise.all([...this.serving.map((subscription) => subscription.drain()), this.events?.stop()]);
    await this.inFlight.idle(closeWithinMs);
    await connection.drain();
  }
}
