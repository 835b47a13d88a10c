import { parseInstant, type Instant } from '@fanxing/kernel';
import type { Environment } from '../identity/tenant-context.js';

/** Something that has happened, told once it is committed. It may arrive more than once and in any order. */
export interface EventEnvelope<Payload = unknown> {
  /** Who takes it remembers this id and does nothing the second time. */
  readonly id: string;
  /** Such as `loan.disbursed`. */
  readonly type: string;
  readonly tenantId: string;
  readonly environment: Environment;
  readonly occurredAt: Instant;
  /** JSON; ids rather than personal data, since messages are kept for some time. */
  readonly payload: Payload;
}

/** Must be idempotent by the event's id, and resolve only when its effect is committed. */
export type EventHandler<Payload = never> = (event: EventEnvelope<Payload>) => Promise<void>;

const type = /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*)*$/;

/** Throws unless the text can be the type of an event and part of a message's subject. */
export function mustBeEventType(text: string): void {
  if (!type.test(text) || text.length > 80)
    throw new Error(
      `"${text}" can not be the type of an event: use words with dots between, such as loan.disbursed.`,
    );
}

/** Reads an event that came as JSON. Throws when it is not one. */
export function parseEvent(json: string): EventEnvelope<never> {
  const {
    id,
    type: kind,
    tenantId,
    environment,
    occurredAt,
    payload,
  } = JSON.parse(json) as Record<string, unknown>;
  if (
    typeof id !== 'string' ||
    typeof kind !== 'string' ||
    typeof tenantId !== 'string' ||
    typeof occurredAt !== 'string'
  )
    throw new Error('the event has no id, type, tenant or time');
  if (environment !== 'sandbox' && environment !== 'live') throw new Error('the event has no environment');
  return {
    id,
    type: kind,
    tenantId,
    environment,
    occurredAt: parseInstant(occurredAt),
    payload: payload as never,
  };
}
