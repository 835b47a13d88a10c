import type { Id } from '@fanxing/kernel';
import {
  platformTenantId,
  type Actor,
  type Environment,
  type Role,
  type TenantContext,
} from '@fanxing/runtime/identity';

export interface CallerOptions {
  readonly tenantId: Id<'tenant'>;
  readonly roles: readonly Role[];
  /** A person called `somebody` unless said otherwise. */
  readonly actor?: Actor;
  /** The sandbox unless said otherwise. */
  readonly environment?: Environment;
}

/** A caller as the gateway hands it on after it has verified a token. */
export function callerOf(options: CallerOptions): TenantContext {
  return {
    tenantId: options.tenantId,
    environment: options.environment ?? 'sandbox',
    actor: options.actor ?? { kind: 'person', id: 'somebody' },
    roles: options.roles,
  };
}

/** A person of the platform's operator. */
export function operator(id: string): TenantContext {
  return callerOf({
    tenantId: platformTenantId,
    roles: ['platform-operator'],
    actor: { kind: 'person', id },
  });
}
