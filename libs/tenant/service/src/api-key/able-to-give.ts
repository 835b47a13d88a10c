import { Fault } from '@fanxing/kernel';
import { isAllowedTo, type Permission, type TenantContext } from '@fanxing/runtime/identity';

/**
 * Whoever may make programs gives a key what they like; anybody else what they may do themselves, whether they make it or get a
 * secret for one that is there. Fails with FORBIDDEN.
 */
export function mustBeAbleToGive(context: TenantContext, scopes: readonly Permission[], path: string): void {
  if (isAllowedTo(context, 'client:create')) return;
  const beyond = scopes.find((permission) => !isAllowedTo(context, permission));
  if (beyond !== undefined) throw new Fault('FORBIDDEN', { permission: beyond }, path);
}
