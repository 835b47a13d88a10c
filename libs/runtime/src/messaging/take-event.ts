import { withSpan } from '../telemetry/index.js';
import type { EventEnvelope } from './event.js';
import type { Subscription } from './registry.js';

/** Gives an event to one subscriber inside a span, the same on every transport. */
export function takeEvent({ handler, subscriber }: Subscription, event: EventEnvelope): Promise<void> {
  const { type, id, tenantId, environment } = event;
  return withSpan(
    `event ${type}`,
    { event: type, eventId: id, tenantId, environment, service: subscriber },
    () => handler(event as EventEnvelope<never>),
    'server',
  );
}
