import type { Role } from './permissions.js';
import type { Environment } from './tenant-context.js';

export interface Holder {
  readonly tenantId: string;
  readonly environment: Environment;
  readonly roles: readonly Role[];
}

export interface NewServiceClient extends Holder {
  readonly clientId: string;
  readonly name: string;
  /** Public keys as a JSON Web Key Set, for a program that signs assertions; left out: it gets a secret. */
  readonly jwks?: string;
}

export interface NewUser extends Holder {
  readonly username: string;
  readonly password: string;
}

/**
 * Keycloak puts the claims into a client's tokens by mappers that belong to the client; the embedded provider by
 * the attributes.
 */
export function clientRepresentation(client: NewServiceClient, secret: string) {
  const { clientId, name, tenantId, environment, jwks } = client;
  const claims = { tenant_id: tenantId, environment, actor_kind: 'client' };
  return {
    clientId,
    name,
    ...(jwks === undefined ? { secret } : { clientAuthenticatorType: 'client-jwt' }),
    enabled: true,
    protocol: 'openid-connect',
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    directAccessGrantsEnabled: false,
    attributes: {
      tenant_id: tenantId,
      environment,
      ...(jwks !== undefined && keyAttributes(jwks)),
    },
    protocolMappers: [
      mapper('audience', 'oidc-audience-mapper', { 'included.custom.audience': 'fanxing-api' }),
      ...Object.entries(claims).map(([claim, value]) =>
        mapper(claim, 'oidc-hardcoded-claim-mapper', {
          'claim.name': claim,
          'claim.value': value,
          'jsonType.label': 'String',
        }),
      ),
    ],
  };
}

function mapper(name: string, protocolMapper: string, config: Readonly<Record<string, string>>) {
  return {
    name,
    protocol: 'openid-connect',
    protocolMapper,
    config: { ...config, 'access.token.claim': 'true' },
  };
}

export function userRepresentation({ password, tenantId, environment }: NewUser, username: string) {
  return {
    username,
    enabled: true,
    attributes: { tenant_id: [tenantId], environment: [environment] },
    credentials: [{ type: 'password', value: password, temporary: false }],
  };
}

/** Where Keycloak keeps a client's public keys; which algorithm a client signs with is up to its key. */
export function keyAttributes(jwks: string): Readonly<Record<string, string>> {
  return { 'use.jwks.string': 'true', 'jwks.string': jwks };
}
