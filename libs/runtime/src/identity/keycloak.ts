/**
 * The only file that knows keycloak-connect, which its makers call deprecated: the day it goes, this file goes.
 * It checks a token as Keycloak's own adapter would (type, issuer, audience, signature, end) and reads its roles.
 * It is given the key by us, so it never asks the network.
 */
import type { KeyObject } from 'node:crypto';
import KeycloakConnect, { type GrantManager } from 'keycloak-connect';
import { Fault } from '@fanxing/kernel';
import { roles, type Role } from './permissions.js';

export interface KeycloakAdapter {
  /** The roles of ours that the token holds; others are none of our business. Fails with TOKEN_INVALID or _EXPIRED. */
  rolesOf(token: string, kid: string, key: KeyObject): Promise<readonly Role[]>;
}

/** `issuer` must have Keycloak's layout, `ORIGIN[/PATH]/realms/REALM`: the adapter knows no other. */
export function createKeycloakAdapter(issuer: string, audience: string): KeycloakAdapter {
  const match = /^(https?:\/\/.+)\/realms\/([^/]+)$/.exec(issuer);
  if (!match?.[1] || !match[2])
    throw new Error(`the issuer must be an address like https://id.example/realms/fanxing, not "${issuer}"`);
  const [, server, realm] = match;
  const managers = new Map<string, { key: KeyObject; manager: GrantManager }>();

  const managerFor = (kid: string, key: KeyObject): GrantManager => {
    const found = managers.get(kid);
    if (found?.key === key) return found.manager;
    const manager = new KeycloakConnect({}, configuration(server, realm, audience, key)).grantManager;
    if (managers.size >= 16) managers.clear();
    managers.set(kid, { key, manager });
    return manager;
  };

  return {
    async rolesOf(token, kid, key) {
      try {
        const grant = await managerFor(kid, key).createGrant({ access_token: token as never });
        const accessToken = grant.access_token;
        return roles.filter((role) => accessToken?.hasRealmRole(role));
      } catch (error) {
        throw faultOf(error);
      }
    },
  };
}

/** Its types leave out what a bearer-only service needs: the audience check and a key of one's own. */
function configuration(server: string, realm: string, audience: string, key: KeyObject) {
  return {
    'auth-server-url': server,
    realm,
    resource: audience,
    'bearer-only': true,
    'ssl-required': 'external',
    'confidential-port': 0,
    'verify-token-audience': true,
    'realm-public-key': key.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

function faultOf(error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (message.includes('(expired)')) return new Fault('TOKEN_EXPIRED');
  return new Fault('TOKEN_INVALID', { cause: /\(([^)]+)\)/.exec(message)?.[1] ?? 'refused' });
}
