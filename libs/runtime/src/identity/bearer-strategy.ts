import type { KeyObject } from 'node:crypto';
import { Fault, type Clock } from '@fanxing/kernel';
import { Passport } from 'passport';
import { Strategy } from 'passport-jwt';
import type { KeycloakAdapter } from './keycloak.js';
import type { KeyRing } from './key-ring.js';
import { contextOf, endOf, mustBeCurrentAccessToken, type Claims } from './token-claims.js';
import type { VerifiedToken } from './verified-tokens.js';

interface Parts {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: KeyRing;
  readonly keycloak: KeycloakAdapter;
  readonly clock: Clock;
}

/** As much of a request as the strategy looks at, with what its first step leaves for its second. */
interface BearerRequest {
  readonly headers: { readonly authorization: string };
  key?: { readonly kid: string; readonly token: string; readonly publicKey: KeyObject };
}

const tokenLengthMax = 8192;
const strategyName = 'keycloak-bearer';

/** Whoever could choose the key that a token is checked with could sign one; we look at none of these. */
const refusedHeaders = ['jku', 'jwk', 'x5u', 'x5c', 'crit'];

/** Checks an Authorization header through Passport. Fails with TOKEN_MISSING, TOKEN_INVALID, TOKEN_EXPIRED, SERVICE_UNAVAILABLE. */
export function createBearerCheck(parts: Parts): (authorization: string) => Promise<VerifiedToken> {
  const passport = new Passport();
  passport.use(strategyName, createStrategy(parts));
  return (authorization) =>
    new Promise((resolve, reject) => {
      const decide = (error: unknown, token?: VerifiedToken | false, info?: unknown) => {
        if (token) resolve(token);
        else reject(asError(error ?? info));
      };
      const request: BearerRequest = { headers: { authorization } };
      const authenticate = passport.authenticate(strategyName, { session: false }, decide) as (
        ...values: unknown[]
      ) => void;
      authenticate(request, {}, reject);
    });
}

function createStrategy(parts: Parts): Strategy {
  return new Strategy(
    {
      jwtFromRequest: ({ headers }: BearerRequest) => bearerIn(headers.authorization),
      algorithms: ['RS256'],
      issuer: parts.issuer,
      audience: parts.audience,
      // Our own clock decides about time, below.
      ignoreExpiration: true,
      jsonWebTokenOptions: { ignoreNotBefore: true },
      passReqToCallback: true,
      secretOrKeyProvider: (request: BearerRequest, token: string, done) => {
        provideKey(parts.keys, request, token).then(
          (key) => done(null, key as never),
          (error: unknown) => done(error),
        );
      },
    },
    (request: BearerRequest, claims: Claims, done: (error: unknown, token?: VerifiedToken) => void) => {
      accept(parts, request, claims).then(
        (token) => done(null, token),
        (error: unknown) => done(error),
      );
    },
  );
}

async function provideKey(keys: KeyRing, request: BearerRequest, token: string): Promise<KeyObject> {
  if (token.length > tokenLengthMax) throw invalid('too long');
  const header = headerOf(token);
  const refused = refusedHeaders.find((name) => Object.hasOwn(header, name));
  if (refused) throw invalid(`header ${refused}`);
  const { alg, kid } = header;
  if (alg !== 'RS256') throw invalid('algorithm');
  if (typeof kid !== 'string') throw invalid('no key id');
  const publicKey = await keys.find(kid);
  if (!publicKey) throw invalid('unknown key');
  request.key = { kid, token, publicKey };
  return publicKey;
}

async function accept(
  { keycloak, clock }: Parts,
  request: BearerRequest,
  claims: Claims,
): Promise<VerifiedToken> {
  const { key } = request;
  if (!key) throw invalid('no key');
  mustBeCurrentAccessToken(claims, clock);
  const roles = await keycloak.rolesOf(key.token, key.kid, key.publicKey);
  const { jti } = claims;
  if (typeof jti !== 'string' || jti === '') throw invalid('no token id');
  return {
    context: contextOf(claims, roles),
    tokenId: jti,
    issuedMs: Number(claims['iat']) * 1000,
    endsMs: endOf(claims),
  };
}

/** The whole header, not its beginning: what else would stand in it, somebody in front of us might have read as the token. */
function bearerIn(authorization: string): string | null {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? null;
}

function headerOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
    if (header !== null && typeof header === 'object') return header as Record<string, unknown>;
  } catch {
    // Answered below, as any other text that is no header.
  }
  throw invalid('malformed');
}

/** Words of the library below for words of ours, which say nothing of what was expected. */
const causes: readonly (readonly [RegExp, string])[] = [
  [/issuer/, 'issuer'],
  [/audience/, 'audience'],
  [/signature/, 'signature'],
  [/algorithm/, 'algorithm'],
];

function asError(error: unknown): Error {
  if (error instanceof Fault) return error;
  if (!(error instanceof Error)) return new Fault('TOKEN_MISSING');
  if (error.message === 'No auth token') return new Fault('TOKEN_MISSING');
  if (error.name !== 'JsonWebTokenError') return error;
  return invalid(causes.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'malformed');
}

function invalid(cause: string): Fault {
  return new Fault('TOKEN_INVALID', { cause });
}
