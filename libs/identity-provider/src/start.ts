import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@fanxing/kernel';
import { answerAdmin } from './admin-api.js';
import { builtInClients } from './built-in-clients.js';
import { makePrivateFolder } from './durable-file.js';
import { RequestError, sendJson } from './http.js';
import { IssuedTokens } from './issued-tokens.js';
import { createProvider, protocolPath } from './provider.js';
import { SignIns } from './sign-in.js';
import { answerSignIn, signInPath } from './sign-in-page.js';
import { RealmStore } from './realm-store.js';
import { clientSecretLengthMin } from './secrets.js';
import { provideSigningKeys } from './signing-keys.js';
import { answerTokenEndpoint, type TokenEndpoint } from './token-endpoints.js';

export interface IdentityProviderOptions {
  /** The public one, with Keycloak's layout: `https://gateway.example/realms/fanxing`. */
  readonly issuer: string;
  /** Of the internal listener; 0 or nothing: a free one. */
  readonly port?: number;
  /** A loopback address, because the admin API listens there too. */
  readonly host?: string;
  /** Keys, clients and people: made if missing, kept between starts. */
  readonly dataFolder: string;
  /** The secret of the client `fanxing-provisioning`: random, at least 32 characters. */
  readonly adminSecret: string;
  readonly clock: Clock;
  /** How long access tokens last; 300. */
  readonly tokenLifetimeSeconds?: number;
  readonly log?: (message: string) => void;
}

export interface IdentityProvider {
  /** `http://127.0.0.1:PORT`. The gateway forwards `/realms/*` here, and nothing else. */
  readonly internalUrl: string;
  /** Was this token (`jti`) given back before its end? For verifiers in the same process. */
  isRevoked(tokenId: string): boolean;
  close(): Promise<void>;
}

/**
 * An OpenID provider for people who run the platform without a Keycloak, with Keycloak's addresses, token claims
 * and (on the internal listener only) admin API. Fails if the port is taken or the folder can't be written.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const {
    clock,
    dataFolder,
    log = () => undefined,
    host = '127.0.0.1',
    tokenLifetimeSeconds = 300,
  } = options;
  const issuer = parseIssuer(options.issuer);
  if (options.adminSecret.length < clientSecretLengthMin)
    throw new Error(
      `the secret of the provisioning client must have ${clientSecretLengthMin} characters or more`,
    );
  await makePrivateFolder(dataFolder);
  const keys = await provideSigningKeys(dataFolder);
  const store = await RealmStore.open(dataFolder, builtInClients(options.adminSecret, issuer.origin));
  const tokens = new IssuedTokens(issuer.href, keys, store, clock);
  const signIns = new SignIns(store, clock);
  const provider = createProvider({
    signIns,
    issuer: issuer.href,
    store,
    keys,
    clock,
    tokenLifetimeSeconds,
    log,
  });
  const protocol = provider.callback();
  const adminBase = `/admin${issuer.pathname}`;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path.startsWith(`${adminBase}/`))
      return answerAdmin(store, tokens, clock, adminBase, request, response);
    const endpoint = tokenEndpoints.get(path.slice(issuer.pathname.length));
    if (!path.startsWith(`${issuer.pathname}/`)) throw new RequestError(404, { error: 'HTTP 404 Not Found' });
    if (endpoint) return answerTokenEndpoint({ store, tokens, clock }, endpoint, request, response);
    const asked = asPublic(request, issuer);
    if (path.startsWith(`${issuer.pathname}${signInPath}/`))
      return answerSignIn({ provider, signIns }, asked, response);
    return protocol(asked, response);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendFailure(response, error, log));
  });
  await listen(server, options.port ?? 0, host);
  return {
    internalUrl: `http://${host}:${(server.address() as AddressInfo).port}`,
    isRevoked: (tokenId) => store.isRevoked(tokenId),
    close: async () => {
      await close(server);
      await store.close();
    },
  };
}

const tokenEndpoints = new Map<string, TokenEndpoint>([
  [`${protocolPath}/token/introspect`, 'introspect'],
  [`${protocolPath}/revoke`, 'revoke'],
  [`${protocolPath}/userinfo`, 'userinfo'],
]);

function parseIssuer(text: string): URL {
  const issuer = URL.canParse(text) ? new URL(text) : undefined;
  if (issuer && /^\/realms\/[\w-]+$/.test(issuer.pathname) && issuer.href === text) return issuer;
  throw new Error(`the issuer must be an address like https://gateway.example/realms/fanxing, not "${text}"`);
}

/**
 * Whatever the gateway's request to us looks like, the library sees the public address: what it writes into its
 * answers comes from there, never from a header of the caller's.
 */
function asPublic(request: IncomingMessage, issuer: URL): IncomingMessage {
  request.headers.host = issuer.host;
  request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
  delete request.headers['x-forwarded-host'];
  const url = request.url ?? '';
  return Object.assign(request, { originalUrl: url, url: url.slice(issuer.pathname.length) });
}

function sendFailure(response: ServerResponse, error: unknown, log: (message: string) => void): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof RequestError) return sendJson(response, error.status, error.body);
  log(`identity provider: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  sendJson(response, 500, { error: 'unknown_error' });
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Requests under way get a moment to end. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, pause(1000, undefined, { ref: false })]);
  server.closeAllConnections();
  await closed;
}
