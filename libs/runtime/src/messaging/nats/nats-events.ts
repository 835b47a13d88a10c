import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  jetstream,
  jetstreamManager,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { Fault } from '@fanxing/kernel';
import { extractTraceContext, logger, withSpan } from '../../telemetry/index.js';
import { parseEvent, type EventEnvelope } from '../event.js';
import type { InFlight } from '../in-flight.js';
import type { Redelivery } from '../nats-options.js';
import type { Subscription } from '../registry.js';
import { unavailable } from '../served.js';
import { takeEvent } from '../take-event.js';
import { carrierOf, tracedHeaders, type NatsLink } from './nats-link.js';

const log = logger('messaging.nats');
const stream = 'FANXING_EVENTS';
const subjectPrefix = 'fanxing-events';
const keptMs = 14 * 86_400_000;
const duplicatesKnownMs = 10 * 60_000;
const ackWithinMs = 60_000;
/** A pull that the server forgot is noticed after as long. */
const pullForMs = 10_000;
const inFlightMax = 32;
/** A fault of what the handler needs, not of the event, is borne so many times longer: about a day. */
const patience = 10;

/** A failing handler gets an event again for about two hours before it is given up. */
export const redeliveryUsual: Redelivery = {
  delaysMs: [100, 500, 2_000, 10_000, 30_000, 60_000, 300_000],
  deliveriesMax: 30,
};

/** Events kept in a JetStream stream on disk, with one durable consumer for each subscriber and type. */
export class NatsEvents {
  private readonly consuming: ConsumerMessages[] = [];

  private constructor(
    private readonly link: NatsLink,
    private readonly manager: JetStreamManager,
    private readonly client: JetStreamClient,
    private readonly redelivery: Redelivery,
    private readonly inFlight: InFlight,
  ) {}

  static async open(link: NatsLink, redelivery: Redelivery, inFlight: InFlight): Promise<NatsEvents> {
    const manager = await jetstreamManager(link.connection);
    const events = new NatsEvents(link, manager, jetstream(link.connection), redelivery, inFlight);
    await events.ensureStream();
    return events;
  }

  /** Resolves when the stream has the event on disk. The same id again within ten minutes is kept once. */
  async publish(event: EventEnvelope): Promise<void> {
    if (!this.link.connected) throw unavailable('events');
    await withSpan(
      `publish ${event.type}`,
      { event: event.type, eventId: event.id },
      async () => {
        try {
          await this.client.publish(subjectOf(event.type), JSON.stringify(event), {
            msgID: event.id,
            headers: tracedHeaders(),
          });
        } catch (error) {
          log.warn({ event: event.type, eventId: event.id, error }, 'an event was not stored');
          throw unavailable('events');
        }
      },
      'client',
    );
  }

  /** Begins to hand events to the subscribers, and begins anew with each return of the server. */
  async consume(subscriptions: readonly Subscription[]): Promise<void> {
    for (const subscription of subscriptions) await this.consumeFor(subscription);
    this.link.onReturn(async () => {
      await this.stop();
      await this.ensureStream();
      for (const subscription of subscriptions) await this.consumeFor(subscription);
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.consuming.splice(0).map((messages) => messages.close()));
  }

  private async consumeFor(subscription: Subscription): Promise<void> {
    await this.ensureConsumer(subscription);
    const consumer = await this.client.consumers.get(stream, durableOf(subscription));
    const messages = await consumer.consume({
      max_messages: inFlightMax,
      expires: pullForMs,
      callback: (message) => void this.inFlight.track(this.take(subscription, message)),
    });
    this.consuming.push(messages);
  }

  /** Deliveries are counted here, not by the server, so that giving up is never silent. */
  private async take(subscription: Subscription, message: JsMsg): Promise<void> {
    const { deliveryCount: attempt, streamSequence: sequence } = message.info;
    const place = { event: subscription.type, service: subscription.subscriber, attempt, sequence };
    let event: EventEnvelope;
    try {
      event = parseEvent(message.string());
    } catch (error) {
      log.error({ ...place, error }, 'dead letter: an event can not be read');
      return message.term();
    }
    const fields = { ...place, eventId: event.id, tenantId: event.tenantId };
    if (attempt > this.redelivery.deliveriesMax * patience) {
      log.error(fields, 'dead letter: an event ended its process each time');
      return message.term();
    }
    try {
      await extractTraceContext(carrierOf(message.headers), () => takeEvent(subscription, event));
      message.ack();
    } catch (error) {
      const willMend = error instanceof Fault && error.category === 'UNAVAILABLE';
      if (attempt >= this.redelivery.deliveriesMax * (willMend ? patience : 1)) {
        log.error({ ...fields, error }, 'dead letter: an event was refused each time');
        return message.term();
      }
      log.warn({ ...fields, error }, 'an event was not taken');
      message.nak(this.redelivery.delaysMs[attempt - 1] ?? this.redelivery.delaysMs.at(-1) ?? 1_000);
    }
  }

  private async ensureStream(): Promise<void> {
    try {
      await this.manager.streams.info(stream);
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      await this.manager.streams.add({
        name: stream,
        subjects: [`${subjectPrefix}.>`],
        storage: StorageType.File,
        retention: RetentionPolicy.Limits,
        // A full disk refuses the publisher, which keeps the event; it never pushes out an event not yet taken.
        discard: DiscardPolicy.New,
        max_age: nanos(keptMs),
        duplicate_window: nanos(duplicatesKnownMs),
      });
    }
  }

  private async ensureConsumer(subscription: Subscription): Promise<void> {
    await this.manager.consumers.add(stream, {
      durable_name: durableOf(subscription),
      filter_subject: subjectOf(subscription.type),
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ackWithinMs),
      // A new subscriber first gets what the stream still has.
      deliver_policy: DeliverPolicy.All,
      max_ack_pending: inFlightMax,
      max_deliver: -1,
    });
  }
}

function subjectOf(type: string): string {
  return `${subjectPrefix}.${type}`;
}

/** A durable's name may not have dots. */
function durableOf({ subscriber, type }: Subscription): string {
  return `${subscriber}=${type.replaceAll('.', '=')}`;
}
