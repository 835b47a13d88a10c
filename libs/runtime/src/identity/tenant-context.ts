import { Fault, type Id } from '@fanxing/kernel';
import { forPersonsOnly, type Permission, type Role, permissionsOf } from './permissions.js';

/** The two worlds of a tenant. They never share a row. */
export type Environment = 'sandbox' | 'live';
export const environments: readonly Environment[] = ['sandbox', 'live'];

/** Who acts: a person who signed in, a program with its own credentials, or the platform itself. */
export interface Actor {
  readonly kind: 'person' | 'client' | 'system';
  readonly id: string;
}

/** In whose name a piece of work is done. Made from a verified token, or by the platform for its own jobs. */
export interface TenantContext {
  readonly tenantId: Id<'tenant'>;
  readonly environment: Environment;
  readonly actor: Actor;
  readonly roles: readonly Role[];
  /** All that may be done of what the roles permit: for a key or an operator's access. Left out: all of it. */
  readonly scopes?: readonly Permission[];
}

/** The tenant that stands for the platform's operator; its rows are the directory of tenants. */
export const platformTenantId = 'tenant_00000000000000000000000000' as Id<'tenant'>;

/** The first line of every use case: fails with FORBIDDEN unless one of the actor's roles has the permission, and a program
 * with what is for persons only. */
export function mustBeAllowedTo(context: TenantContext, permission: Permission): void {
  if (!isAllowedTo(context, permission)) throw new Fault('FORBIDDEN', { permission });
}

/** For what is shown in part to some. The platform's own work may all that it is there for. */
export function isAllowedTo({ actor, roles, scopes }: TenantContext, permission: Permission): boolean {
  if (actor.kind === 'system') return true;
  if (scopes && !scopes.includes(permission)) return false;
  if (actor.kind !== 'person' && forPersonsOnly.includes(permission)) return false;
  return roles.some((role) => permissionsOf(role).has(permission));
}

/** The platform acting for a tenant by itself: a job, an event's consumer, a recovery. */
export function systemContext(tenantId: Id<'tenant'>, environment: Environment, id: string): TenantContext {
  return { tenantId, environment, actor: { kind: 'system', id }, roles: [] };
}
