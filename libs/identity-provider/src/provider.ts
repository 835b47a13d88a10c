import './silence-runtime-warning.js';
import { randomBytes } from 'node:crypto';
import { toEpochMs, type Clock } from '@fanxing/kernel';
import {
  errors,
  interactionPolicy,
  Provider,
  type Client,
  type Context,
  type ResourceServerInfo,
  type StructuredToken,
  type Token,
} from 'oidc-provider';
import { provisioningClientId } from './built-in-clients.js';
import { addKeycloakClaims, adminAudience, audience } from './keycloak-claims.js';
import { MemoryAdapter } from './memory-adapter.js';
import { registerPasswordGrant } from './password-grant.js';
import type { RealmClient, RealmStore } from './realm-store.js';
import { matchesSecretOf } from './secrets.js';
import { signInPath } from './sign-in-page.js';
import type { SignIns } from './sign-in.js';
import type { KeySet } from './signing-keys.js';

export const protocolPath = '/protocol/openid-connect';
const resource = 'urn:fanxing:api';
const scopes = ['openid', 'profile', 'email'] as const;

interface Parts {
  readonly issuer: string;
  readonly store: RealmStore;
  readonly signIns: SignIns;
  readonly keys: KeySet;
  readonly clock: Clock;
  readonly tokenLifetimeSeconds: number;
  readonly log: (message: string) => void;
}

/** The OpenID provider itself, with Keycloak's addresses and claims. */
export function createProvider(parts: Parts): Provider {
  const { store } = parts;
  const provider = new Provider(parts.issuer, configurationOf(parts));
  // The listener sets these headers itself, so that every address bears the public origin.
  provider.proxy = true;
  provider.Client.prototype.compareClientSecret = function compare(this: Client, actual: string) {
    const client = store.clientNamed(this.clientId);
    return client !== undefined && matchesSecretOf(client, actual, toEpochMs(parts.clock.now()) / 1000);
  };
  registerPasswordGrant({
    provider,
    signIns: parts.signIns,
    resource,
    resourceServer: resourceServer(audience),
  });
  provider.on('server_error', (_, error) => parts.log(`identity provider: ${error.stack ?? error.message}`));
  return provider;
}

function configurationOf({
  issuer,
  store,
  keys,
  clock,
  tokenLifetimeSeconds,
}: Parts): Record<string, unknown> {
  return {
    jwks: { keys: keys.keys.map((key) => ({ ...key })) },
    adapter: (model: string) =>
      model === 'Client'
        ? { find: async (id: string) => metadataOf(store.clientNamed(id)) }
        : new MemoryAdapter(clock, model !== 'ReplayDetection'),
    routes: routes(),
    scopes: [...scopes],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256'],
      idTokenSigningAlgValues: ['RS256'],
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      dPoP: { enabled: false },
      introspection: { enabled: true, allowedPolicy: () => false },
      revocation: { enabled: true, allowedPolicy: () => false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: (_: Context, asked: string, client: Client) => {
          if (asked !== resource) throw new errors.InvalidTarget();
          return resourceServer(client.clientId === provisioningClientId ? adminAudience : audience);
        },
        useGrantedResource: () => true,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: page('Sign out'),
        postLogoutSuccessSource: page('Signed out'),
      },
    },
    formats: {
      customizers: {
        jwt: (_: Context, token: Token, jwt: StructuredToken) => addKeycloakClaims(store, token, jwt),
      },
    },
    ttl: lifetimes(tokenLifetimeSeconds),
    findAccount: (context: Context, id: string, of?: { readonly iat?: number }) =>
      accountOf(store, id, of?.iat ?? context.oidc.session?.loginTs),
    loadExistingGrant: grantOf,
    issueRefreshToken: (_: Context, client: Client) =>
      store.clientNamed(client.clientId)?.grants.includes('refresh_token') === true,
    pkce: { required: () => true },
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: () => false,
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    interactions: {
      policy: signInPolicy(),
      url: (_: Context, { uid }: { uid: string }) => `${issuer}${signInPath}/${uid}`,
    },
    renderError: (context: Context, out: Record<string, unknown>) => {
      context.body = out;
    },
  };
}

function routes(): Record<string, string> {
  return {
    authorization: `${protocolPath}/auth`,
    token: `${protocolPath}/token`,
    jwks: `${protocolPath}/certs`,
    userinfo: `${protocolPath}/userinfo`,
    end_session: `${protocolPath}/logout`,
    introspection: `${protocolPath}/token/introspect`,
    revocation: `${protocolPath}/revoke`,
  };
}

function resourceServer(forWhom: string): ResourceServerInfo {
  return {
    scope: scopes.join(' '),
    audience: forWhom,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

function lifetimes(tokenSeconds: number): Record<string, number> {
  return {
    AccessToken: tokenSeconds,
    ClientCredentials: tokenSeconds,
    IdToken: tokenSeconds,
    AuthorizationCode: 60,
    RefreshToken: 1800,
    Interaction: 600,
    Session: 36_000,
    Grant: 36_000,
  };
}

function metadataOf(client: RealmClient | undefined): Record<string, unknown> | undefined {
  if (!client?.enabled) return undefined;
  return {
    client_id: client.clientId,
    grant_types: client.grants,
    redirect_uris: client.redirectUris ?? [],
    post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
    response_types: client.redirectUris ? ['code'] : [],
    ...(client.jwks
      ? { token_endpoint_auth_method: 'private_key_jwt', jwks: client.jwks }
      : client.secretHash
        ? { token_endpoint_auth_method: 'client_secret_basic', client_secret: client.secretHash }
        : { token_endpoint_auth_method: 'none' }),
  };
}

/** Undefined for whoever is disabled, or has been signed out since `signedInSeconds`. */
function accountOf(store: RealmStore, id: string, signedInSeconds: number | undefined) {
  const user = store.user(id);
  if (!user?.enabled) return undefined;
  if (signedInSeconds !== undefined && signedInSeconds <= (user.notBefore ?? 0)) return undefined;
  return { accountId: id, claims: () => ({ sub: id, preferred_username: user.username }) };
}

/** A session whose account can not be used any more is asked to sign in again. */
function signInPolicy() {
  const policy = interactionPolicy.base();
  const gone = new interactionPolicy.Check(
    'account_gone',
    'the account has to sign in again',
    'login_required',
    ({ oidc }) => oidc.session?.accountId !== undefined && !oidc.account,
  );
  policy.get('login').checks.add(gone);
  return policy;
}

/** The platform's own client asks nobody whether it may see who they are. */
async function grantOf({ oidc }: Context) {
  const { provider, client, session } = oidc;
  const known = session?.grantIdFor(client.clientId);
  const found = known === undefined ? undefined : await provider.Grant.find(known);
  if (found || session?.accountId === undefined) return found;
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope(scopes.join(' '));
  grant.addResourceScope(resource, scopes.join(' '));
  await grant.save();
  return grant;
}

function page(title: string) {
  return (context: Context, form = '') => {
    context.body = `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1>${form}</html>`;
  };
}
