import { Fault, toEpochMs, type Clock } from '@fanxing/kernel';
import { systemClock } from '../clock/index.js';
import { createBearerCheck } from './bearer-strategy.js';
import { createKeycloakAdapter } from './keycloak.js';
import { KeyRing } from './key-ring.js';
import type { TenantContext } from './tenant-context.js';
import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

export interface TokenVerifierOptions {
  /** What tokens must say in `iss`, with Keycloak's layout: `https://id.example/realms/fanxing`. */
  readonly issuer: string;
  /** Where the issuer is reached from here, if not under its public address. */
  readonly internalIssuerUrl?: string;
  /** What tokens must say in `aud`; `fanxing-api`. */
  readonly audience?: string;
  readonly clock?: Clock;
  /** Was the token of this id (`jti`) given back before its end? Asked every time, so it must be quick. */
  readonly isRevoked?: (tokenId: string) => boolean;
  /** How many good tokens are remembered; 5,000. */
  readonly rememberedMax?: number;
}

export interface TokenVerifier {
  /**
   * In whose name a request is made, by its Authorization header. Fails with TOKEN_MISSING, TOKEN_INVALID {cause},
   * TOKEN_EXPIRED, or SERVICE_UNAVAILABLE {service: identity} when the issuer's key is not known and can't be had.
   */
  verify(authorization: string | undefined): Promise<TenantContext>;
  /** The same, with when it was made and when it ends. */
  verifyToken(authorization: string | undefined): Promise<VerifiedToken>;
  /** The next use of this token (`jti`) is checked from the start. */
  forget(tokenId: string): void;
}

/** Only tokens of this one issuer, signed by its own keys, for this audience. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience = 'fanxing-api', clock = systemClock, isRevoked = () => false } = options;
  const address = `${options.internalIssuerUrl ?? issuer}/protocol/openid-connect/certs`;
  const keycloak = createKeycloakAdapter(issuer, audience);
  const check = createBearerCheck({ issuer, audience, clock, keycloak, keys: new KeyRing(address, clock) });
  const remembered = new VerifiedTokens(options.rememberedMax ?? 5000);
  const underWay = new Map<string, Promise<VerifiedToken>>();

  /** Requests that bring the same token at the same time wait for one check. */
  const checkOnce = (hash: string, authorization: string): Promise<VerifiedToken> => {
    const running = underWay.get(hash);
    if (running) return running;
    const started = check(authorization)
      .then((token) => {
        remembered.set(hash, token);
        return token;
      })
      .finally(() => underWay.delete(hash));
    underWay.set(hash, started);
    return started;
  };

  const verifyToken = async (authorization: string | undefined): Promise<VerifiedToken> => {
    if (authorization === undefined) throw new Fault('TOKEN_MISSING');
    const hash = VerifiedTokens.hashOf(authorization);
    const token = remembered.get(hash) ?? (await checkOnce(hash, authorization));
    if (isRevoked(token.tokenId)) {
      remembered.delete(hash);
      throw new Fault('TOKEN_INVALID', { cause: 'revoked' });
    }
    if (token.endsMs > toEpochMs(clock.now())) return token;
    remembered.delete(hash);
    throw new Fault('TOKEN_EXPIRED');
  };
  return {
    verifyToken,
    verify: async (authorization) => (await verifyToken(authorization)).context,
    forget: (tokenId) => remembered.forget(tokenId),
  };
}
