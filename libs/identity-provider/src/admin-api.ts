import type { IncomingMessage, ServerResponse } from 'node:http';
import { toEpochMs, type Clock } from '@fanxing/kernel';
import * as clients from './admin-clients.js';
import { isRoleName } from './admin-input.js';
import type { AdminAnswer, AdminRequest } from './admin-request.js';
import * as organizations from './admin-organizations.js';
import * as users from './admin-users.js';
import { provisioningClientId } from './built-in-clients.js';
import { bearerToken, readBody, RequestError, sendJson } from './http.js';
import type { IssuedTokens } from './issued-tokens.js';
import { adminAudience } from './keycloak-claims.js';
import type { RealmStore } from './realm-store.js';

type Work = (store: RealmStore, request: AdminRequest) => AdminAnswer | Promise<AdminAnswer>;

const routes: readonly (readonly [string, RegExp, Work])[] = [
  ['POST', /^\/clients$/, clients.createClient],
  ['GET', /^\/clients$/, clients.findClients],
  ['GET', /^\/clients\/([^/]+)$/, clients.getClient],
  ['PUT', /^\/clients\/([^/]+)$/, clients.changeClient],
  ['DELETE', /^\/clients\/([^/]+)$/, clients.deleteClient],
  ['POST', /^\/clients\/([^/]+)\/client-secret$/, clients.regenerateSecret],
  ['GET', /^\/clients\/([^/]+)\/service-account-user$/, clients.getServiceAccount],
  ['POST', /^\/users$/, users.createUser],
  ['GET', /^\/users$/, users.findUsers],
  ['GET', /^\/users\/([^/]+)$/, users.getUser],
  ['PUT', /^\/users\/([^/]+)$/, users.changeUser],
  ['PUT', /^\/users\/([^/]+)\/reset-password$/, users.resetPassword],
  ['POST', /^\/users\/([^/]+)\/logout$/, users.endSessions],
  ['GET', /^\/users\/([^/]+)\/role-mappings\/realm$/, users.getRoles],
  ['POST', /^\/users\/([^/]+)\/role-mappings\/realm$/, users.addRoles],
  ['DELETE', /^\/users\/([^/]+)\/role-mappings\/realm$/, users.removeRoles],
  ['GET', /^\/roles\/([^/]+)$/, getRole],
  ['POST', /^\/organizations$/, organizations.createOrganization],
  ['GET', /^\/organizations$/, organizations.findOrganizations],
  ['DELETE', /^\/organizations\/([^/]+)$/, organizations.removeOrganization],
  ['GET', /^\/organizations\/([^/]+)\/members$/, organizations.findMembers],
  ['POST', /^\/organizations\/([^/]+)\/members$/, organizations.addMember],
  ['DELETE', /^\/users\/([^/]+)$/, organizations.removeUser],
  ['DELETE', /^\/clients\/([^/]+)$/, organizations.removeClient],
];

/**
 * The part of Keycloak's admin API with which the platform makes clients and people, in Keycloak's own shape.
 * Only a token of the provisioning client opens it.
 */
export async function answerAdmin(
  store: RealmStore,
  tokens: IssuedTokens,
  clock: Clock,
  base: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await mustBeProvisioning(tokens, request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const path = pathname.slice(base.length).replace(/\/$/, '');
  for (const [method, pattern, work] of routes) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (!match) continue;
    const id = decodeURIComponent(match[1] ?? '');
    const nowSeconds = Math.floor(toEpochMs(clock.now()) / 1000);
    const answer = await work(store, {
      id,
      query: searchParams,
      body: await readBody(request),
      base,
      nowSeconds,
    });
    const { status, body, location } = answer;
    return sendJson(response, status, body, location === undefined ? {} : { location });
  }
  throw new RequestError(404, { error: 'HTTP 404 Not Found' });
}

async function mustBeProvisioning(tokens: IssuedTokens, request: IncomingMessage): Promise<void> {
  const claims = await tokens.claimsOf(bearerToken(request) ?? '');
  if (!claims) throw new RequestError(401, { error: 'HTTP 401 Unauthorized' });
  if (claims['azp'] !== provisioningClientId || claims.aud !== adminAudience)
    throw new RequestError(403, { error: 'HTTP 403 Forbidden' });
}

function getRole(_: RealmStore, { id }: AdminRequest): AdminAnswer {
  if (!isRoleName(id)) throw new RequestError(404, { error: 'Could not find role' });
  return { status: 200, body: { id, name: id, composite: false, clientRole: false } };
}
