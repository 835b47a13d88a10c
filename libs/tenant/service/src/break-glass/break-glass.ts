import { Fault, isId, type Id, type Instant } from '@fanxing/kernel';
import { platformTenantId, type Environment, type TenantContext } from '@fanxing/runtime/identity';

/**
 * An operator's read access to a tenant's environment. REQUESTED by one operator; OPEN from another one's approval on, for
 * the minutes that were asked for; ENDED when they are over, or when the operator or the tenant ends it.
 */
export interface BreakGlass {
  readonly id: Id<'breakGlass'>;
  readonly reason: string;
  readonly minutes: number;
  readonly status: 'REQUESTED' | 'OPEN' | 'ENDED';
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly approvedBy: string | null;
  readonly endsAt: Instant | null;
  readonly uses: number;
}

/**
 * The environment that is meant, in the caller's name: an operator's acts stand in the tenant's own rows and audit log.
 * Anybody else reaches their own environment alone; what is beyond fails with NOT_FOUND.
 */
export function within(
  context: TenantContext,
  input: { readonly tenantId: string; readonly environment: 'SANDBOX' | 'LIVE' },
): TenantContext {
  const environment = input.environment.toLowerCase() as Environment;
  const { tenantId } = input;
  const isOwn = tenantId === context.tenantId && environment === context.environment;
  const isOperator = context.tenantId === platformTenantId;
  if (!isId('tenant', tenantId) || tenantId === platformTenantId || !(isOwn || isOperator))
    throw new Fault('NOT_FOUND', { what: 'tenant', id: tenantId.slice(0, 64) }, 'input.tenantId');
  return { ...context, tenantId, environment };
}
