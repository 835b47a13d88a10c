import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';

/** Who acts, as the audit record that a hot path's SQL function writes: its id, the actor and the trace. */
export function auditActor({ actor }: TenantContext): string {
  return JSON.stringify({
    id: newId('audit'),
    kind: actor.kind,
    actorId: actor.id,
    traceId: activeTraceId(),
  });
}
