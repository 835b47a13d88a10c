import { Fault, isId, toEpochMs, type Clock } from '@fanxing/kernel';
import type { Role } from './permissions.js';
import { environments, type Actor, type Environment, type TenantContext } from './tenant-context.js';

/** What is left to look at once issuer, audience and signature are right. */
export type Claims = Readonly<Record<string, unknown>>;

/** How far the issuer's clock may be ahead of ours. A token that has ended gets no grace: `exp` is exact. */
const skewSeconds = 5;
/** The issuer's tokens last five minutes; one that lasts longer than an hour was not made by its settings. */
const lifetimeSecondsMax = 3600;

/**
 * Refuses what is not an access token for now: one that ended (TOKEN_EXPIRED), one whose time has not come, and id,
 * refresh or logout tokens (TOKEN_INVALID).
 */
export function mustBeCurrentAccessToken(claims: Claims, clock: Clock): void {
  const nowSeconds = toEpochMs(clock.now()) / 1000;
  const { exp, nbf, iat, typ } = claims;
  if (typ !== 'Bearer') throw invalid('not an access token');
  if (typeof exp !== 'number') throw invalid('no end');
  if (exp <= nowSeconds) throw new Fault('TOKEN_EXPIRED');
  for (const from of [nbf, iat])
    if (from !== undefined && !(typeof from === 'number' && from <= nowSeconds + skewSeconds))
      throw invalid('not valid yet');
  if (typeof iat !== 'number') throw invalid('no beginning');
  if (exp - iat > lifetimeSecondsMax) throw invalid('lives too long');
}

/** In whose name the token's holder works. Fails with TOKEN_INVALID if it names no tenant, environment or actor. */
export function contextOf(claims: Claims, roles: readonly Role[]): TenantContext {
  const { tenant_id, environment } = claims;
  if (typeof tenant_id !== 'string' || !isId('tenant', tenant_id)) throw invalid('no tenant');
  if (!isEnvironment(environment)) throw invalid('no environment');
  return { tenantId: tenant_id, environment, actor: actorOf(claims), roles };
}

/** How long {@link contextOf} is true, in milliseconds since 1970. */
export function endOf(claims: Claims): number {
  return Number(claims['exp']) * 1000;
}

/**
 * A client acts under its client id. A person acts under the platform's own id for people where the issuer uses
 * that as subject, else under the user name: the issuer's internal subject would tell an auditor nothing.
 */
function actorOf(claims: Claims): Actor {
  const { actor_kind: kind, client_id, azp, sub, preferred_username } = claims;
  const isClient = kind === 'client' || (kind === undefined && client_id !== undefined);
  if (!isClient && kind !== undefined && kind !== 'person') throw invalid('unknown kind of actor');
  const person = typeof sub === 'string' && isId('user', sub) ? sub : preferred_username;
  const id = isClient ? (client_id ?? azp) : person;
  if (typeof id !== 'string' || id === '') throw invalid('no actor');
  return { kind: isClient ? 'client' : 'person', id };
}

function isEnvironment(value: unknown): value is Environment {
  return environments.some((each) => each === value);
}

function invalid(cause: string): Fault {
  return new Fault('TOKEN_INVALID', { cause });
}
