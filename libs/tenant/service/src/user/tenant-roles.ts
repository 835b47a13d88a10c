import { Fault } from '@fanxing/kernel';
import { roles as allRoles, type Role } from '@fanxing/runtime/identity';

/** The roles that a tenant can give to its people and programs: all but the operator's. */
const tenantRoles = allRoles.filter((role) => role !== 'platform-operator');

/** Reads the roles of a person or program, each once. Fails with INPUT_INVALID. */
export function parseTenantRoles(texts: readonly string[], path: string): Role[] {
  const roles = tenantRoles.filter((role) => texts.includes(role));
  const problem = `Roles are one or more of ${tenantRoles.join(', ')}`;
  if (roles.length === 0 || roles.length !== new Set(texts).size)
    throw new Fault('INPUT_INVALID', { problem }, path);
  return roles;
}
