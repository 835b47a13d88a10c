import { toEpochMs, type Clock } from '@fanxing/kernel';
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import type { RealmStore } from './realm-store.js';
import { publicPart, type KeySet } from './signing-keys.js';

/** Looks at access tokens that this provider gave out. */
export class IssuedTokens {
  readonly #keys: ReturnType<typeof createLocalJWKSet>;

  constructor(
    private readonly issuer: string,
    keys: KeySet,
    private readonly store: RealmStore,
    private readonly clock: Clock,
  ) {
    this.#keys = createLocalJWKSet(publicPart(keys));
  }

  /**
   * The claims of an access token that is ours, has not ended, was not revoked and whose holder is not disabled
   * since; else undefined.
   */
  async claimsOf(token: string): Promise<JWTPayload | undefined> {
    const claims = await this.#verified(token);
    if (!claims || claims['typ'] !== 'Bearer' || claims.jti === undefined) return undefined;
    if (this.store.isRevoked(claims.jti) || !this.#holderIsEnabled(claims)) return undefined;
    return claims;
  }

  async #verified(token: string): Promise<JWTPayload | undefined> {
    try {
      const currentDate = new Date(toEpochMs(this.clock.now()));
      return (await jwtVerify(token, this.#keys, { issuer: this.issuer, algorithms: ['RS256'], currentDate }))
        .payload;
    } catch {
      return undefined;
    }
  }

  #holderIsEnabled(claims: JWTPayload): boolean {
    const client = this.store.clientNamed(String(claims['azp']));
    if (!client?.enabled) return false;
    if (claims['actor_kind'] === 'client') return true;
    const user = this.store.user(String(claims.sub));
    return user?.enabled === true && (claims.iat ?? 0) > (user.notBefore ?? 0);
  }
}
