import { Fault, type Clock } from '@fanxing/kernel';
import {
  systemContext,
  type TenantContext,
  type TokenVerifier,
  type VerifiedToken,
} from '../identity/index.js';
import { RecentAnswers, type Transport } from '../messaging/index.js';
import { isBearerSecret } from './bearer-secret.js';
import { identityContract, type AccountStanding } from './identity-contract.js';
import { SecretVerifier } from './secret-verifier.js';

export interface CallerVerifierOptions {
  readonly tokens: TokenVerifier;
  readonly transport: Transport;
  readonly clock: Clock;
  /** The outer door counts uses and knows the caller's address; a service behind it does neither. */
  readonly isDoor: boolean;
}

/**
 * In whose name a request is made. Fails with TOKEN_MISSING, TOKEN_INVALID {cause}, TOKEN_EXPIRED, RATE_LIMITED for
 * whoever guesses keys, and SERVICE_UNAVAILABLE when it can't be known.
 */
export type VerifyCallerAt = (authorization: string | undefined, address?: string) => Promise<TenantContext>;

/** So that what is closed is refused within a second, the way to the answer included. */
const standingMs = 500;

/** One road for tokens, keys and operators' access. */
export function createCallerVerifier(options: CallerVerifierOptions): VerifyCallerAt {
  const { tokens, clock } = options;
  const accounts = new Accounts(options.transport, clock);
  const secrets = new SecretVerifier(options);
  return async (authorization, address = '') => {
    const secret = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (secret !== undefined && isBearerSecret(secret)) return secrets.contextOf(secret, address);
    const token = await tokens.verifyToken(authorization);
    return narrowed(token, await accounts.standing(token.context));
  };
}

/** The narrower of what the token says and what the tenant says now. Fails with TOKEN_INVALID for a closed account. */
function narrowed({ context, issuedMs }: VerifiedToken, standing: AccountStanding): TenantContext {
  if (!standing.isOpen || issuedMs <= standing.tokensFromMs)
    throw new Fault('TOKEN_INVALID', { cause: 'revoked' });
  const roles = context.roles.filter((role) => standing.roles.includes(role));
  return roles.length === context.roles.length ? context : { ...context, roles };
}

class Accounts {
  private readonly recent: RecentAnswers<AccountStanding>;

  constructor(
    private readonly transport: Transport,
    clock: Clock,
  ) {
    this.recent = new RecentAnswers(clock, standingMs);
  }

  standing({ tenantId, environment, actor }: TenantContext): Promise<AccountStanding> {
    if (actor.kind === 'system') throw new Fault('TOKEN_INVALID', { cause: 'unknown kind of actor' });
    const { kind, id } = actor;
    const context = systemContext(tenantId, environment, 'door');
    return this.recent.get(context, `${kind} ${id}`, () =>
      this.transport.client(identityContract).accountStanding(context, { kind, id }),
    );
  }
}
