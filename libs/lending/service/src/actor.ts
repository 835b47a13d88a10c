import type { AuditedState } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';

/** What a hot path changes, as its audit record says it. */
export interface AuditedChange {
  readonly before?: AuditedState;
  readonly after: AuditedState;
}

/** Who acts and what is changed, as the audit record that a hot path's SQL function writes; with its id and the trace. */
export function auditActor({ actor }: TenantContext, change: AuditedChange): string {
  return JSON.stringify({
    id: newId('audit'),
    kind: actor.kind,
    actorId: actor.id,
    traceId: activeTraceId(),
    ...change,
  });
}
