import { join } from 'node:path';
import type { Clock } from '@fanxing/kernel';
import { startIdentityProvider } from '@fanxing/identity-provider';
import type { Configuration } from '@fanxing/runtime/configuration';
import {
  KeycloakAdmin,
  createTokenVerifier,
  platformTenantId,
  type TokenVerifier,
} from '@fanxing/runtime/identity';
import type { PlatformSecrets } from './data-folder.js';

export interface PlatformIdentity {
  readonly issuer: string;
  /** Where the provider is reached from here. */
  readonly internalUrl: string;
  /** Whether the gateway shows the provider's public pages, because it is the embedded one. */
  readonly embedded: boolean;
  readonly admin: KeycloakAdmin;
  readonly adminClient: { readonly clientId: string; readonly clientSecret: string };
  readonly verifier: TokenVerifier;
  stop(): Promise<void>;
}

/** The identity provider of the configuration, or the embedded one under the gateway's own address. */
export async function openIdentity(
  configuration: Configuration,
  gatewayUrl: string,
  dataFolder: string,
  secrets: PlatformSecrets,
  clock: Clock,
): Promise<PlatformIdentity> {
  const { oidcIssuer, keycloak } = configuration;
  if (oidcIssuer !== undefined && keycloak) {
    const adminClient = { clientId: keycloak.adminClientId, clientSecret: keycloak.adminClientSecret };
    return opened(oidcIssuer, keycloak.url, false, adminClient, clock, {});
  }
  const issuer = `${gatewayUrl}/realms/fanxing`;
  const adminClient = { clientId: 'fanxing-provisioning', clientSecret: secrets.provisioning };
  const provider = await startIdentityProvider({
    issuer,
    dataFolder: join(dataFolder, 'identity'),
    adminSecret: secrets.provisioning,
    clock,
  });
  const identity = opened(issuer, provider.internalUrl, true, adminClient, clock, {
    isRevoked: (id: string) => provider.isRevoked(id),
  });
  return { ...identity, stop: () => provider.close() };
}

/** The two people who run the platform, so that one can create a tenant and the other approve it. */
export async function provideOperators({ admin }: PlatformIdentity, secrets: PlatformSecrets): Promise<void> {
  for (const [username, password] of [
    ['operator', secrets.operator],
    ['reviewer', secrets.reviewer],
  ] as const) {
    await admin.createUser({
      username,
      password,
      tenantId: platformTenantId,
      environment: 'live',
      roles: ['platform-operator'],
    });
  }
}

function opened(
  issuer: string,
  internalUrl: string,
  embedded: boolean,
  adminClient: PlatformIdentity['adminClient'],
  clock: Clock,
  revocation: { isRevoked?: (tokenId: string) => boolean },
): PlatformIdentity {
  const internalIssuerUrl = `${internalUrl}${new URL(issuer).pathname}`;
  return {
    issuer,
    internalUrl,
    embedded,
    adminClient,
    admin: new KeycloakAdmin({ serverUrl: internalUrl, ...adminClient, clock }),
    verifier: createTokenVerifier({ issuer, internalIssuerUrl, clock, ...revocation }),
    stop: () => Promise.resolve(),
  };
}
