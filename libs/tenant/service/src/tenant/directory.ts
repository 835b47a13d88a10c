import { platformTenantId, type TenantContext } from '@fanxing/runtime/identity';

/**
 * The directory of tenants is one for both environments: whichever of them an operator signed in to, its rows,
 * idempotency keys and audit records stand in `live`. Any other caller keeps their own tenant and environment, and
 * so finds their own row at most.
 */
export function directoryOf(context: TenantContext): TenantContext {
  return context.tenantId === platformTenantId ? { ...context, environment: 'live' } : context;
}
