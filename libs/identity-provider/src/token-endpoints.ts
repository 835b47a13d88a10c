import type { IncomingMessage, ServerResponse } from 'node:http';
import { toEpochMs, type Clock } from '@fanxing/kernel';
import { bearerToken, readBody, RequestError, sendJson } from './http.js';
import type { IssuedTokens } from './issued-tokens.js';
import type { RealmClient, RealmStore } from './realm-store.js';
import { matchesSecretOf } from './secrets.js';

interface Parts {
  readonly store: RealmStore;
  readonly tokens: IssuedTokens;
  readonly clock: Clock;
}

export type TokenEndpoint = 'introspect' | 'revoke' | 'userinfo';

/**
 * Keycloak answers introspection, revocation and user info for the access tokens that it gives out. The library
 * below refuses that for tokens that are JWTs, so these three are answered here.
 */
export async function answerTokenEndpoint(
  parts: Parts,
  endpoint: TokenEndpoint,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (endpoint === 'userinfo') return userInfo(parts, request, response);
  if (request.method !== 'POST') throw new RequestError(405, { error: 'invalid_request' });
  const form = new URLSearchParams(await readBody(request));
  const client = authenticatedClient(parts, request, form);
  const claims = await parts.tokens.claimsOf(form.get('token') ?? '');
  if (endpoint === 'revoke') {
    if (claims?.jti !== undefined && claims['azp'] === client.clientId)
      await parts.store.revoke(claims.jti, claims.exp ?? 0, Math.floor(toEpochMs(parts.clock.now()) / 1000));
    return sendJson(response, 200);
  }
  if (!client.secretHash) throw refused;
  if (!claims) return sendJson(response, 200, { active: false });
  const { azp, preferred_username } = claims as Record<string, unknown>;
  sendJson(response, 200, {
    ...claims,
    client_id: azp,
    username: preferred_username,
    token_type: 'Bearer',
    active: true,
  });
}

async function userInfo(
  { tokens }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const claims = await tokens.claimsOf(bearerToken(request) ?? '');
  if (!claims)
    throw new RequestError(401, { error: 'invalid_token', error_description: 'Token verification failed' });
  const { sub, preferred_username, tenant_id, environment } = claims as Record<string, unknown>;
  sendJson(response, 200, { sub, preferred_username, tenant_id, environment });
}

const refused = new RequestError(401, {
  error: 'invalid_client',
  error_description: 'Invalid client or Invalid client credentials',
});

function authenticatedClient(
  { store, clock }: Parts,
  request: IncomingMessage,
  form: URLSearchParams,
): RealmClient {
  const [clientId, secret] = credentialsOf(request, form);
  const client = store.clientNamed(clientId);
  if (!client?.enabled || client.jwks) throw refused;
  if (client.secretHash && !matchesSecretOf(client, secret, toEpochMs(clock.now()) / 1000)) throw refused;
  return client;
}

/** From the header, each part form-encoded (RFC 6749, section 2.3.1), or from the form. */
function credentialsOf(request: IncomingMessage, form: URLSearchParams): [string, string] {
  const basic = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const [name, secret] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  try {
    return [decodeURIComponent(name), decodeURIComponent(secret)];
  } catch {
    throw refused;
  }
}
