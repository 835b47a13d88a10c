import type { Clock } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import {
  tenantEventTypes,
  type ConsentWithdrawn,
  type KeyRotated,
  type SubjectRequestOverdue,
} from '@fanxing/tenant-contract';

interface Payloads {
  readonly consentWithdrawn: ConsentWithdrawn;
  readonly keyRotated: KeyRotated;
  readonly subjectRequestOverdue: SubjectRequestOverdue;
}

/** Puts an event into the outbox, in the transaction of what it tells of. To be published after the commit. */
export async function putEvent<Type extends keyof Payloads>(
  { query, context }: TenantTransaction,
  type: Type,
  payload: Payloads[Type],
  clock: Clock,
): Promise<OutboxEvent> {
  const event = { id: newId('event'), type: tenantEventTypes[type], occurredAt: clock.now(), payload };
  await query('put event', 'SELECT tenant.put_event($1, $2, $3)', [
    context.tenantId,
    context.environment,
    JSON.stringify(event),
  ]);
  return event;
}
