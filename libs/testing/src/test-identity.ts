import { randomBytes } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@fanxing/kernel';
import { startIdentityProvider } from '@fanxing/identity-provider';
import { createTokenVerifier, KeycloakAdmin, type TokenVerifier } from '@fanxing/runtime/identity';

/** What a caller sends to the identity provider to get a token. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly clientId: string; readonly clientSecret: string };

export interface TestIdentity {
  readonly keycloakAdmin: KeycloakAdmin;
  /** The claims of the token that these credentials get; undefined when they are refused. */
  claimsFor(credentials: Credentials): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** The token itself; undefined when they are refused. */
  tokenFor(credentials: Credentials): Promise<string | undefined>;
  /** Checks the tokens that are given out here. */
  readonly tokens: TokenVerifier;
  /** Where tokens are asked for, for whoever signs in in a way of their own. */
  readonly tokenAddress: string;
  stop(): Promise<void>;
}

const issuer = 'http://gateway.test/realms/fanxing';

/** Starts the embedded identity provider for one test file, with its data in a temporary folder. */
export async function startTestIdentity(clock: Clock): Promise<TestIdentity> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-identity-')));
  const adminSecret = randomBytes(32).toString('base64url');
  const provider = await startIdentityProvider({ issuer, dataFolder: folder, adminSecret, clock });
  const keycloakAdmin = new KeycloakAdmin({
    serverUrl: provider.internalUrl,
    clientSecret: adminSecret,
    clock,
  });
  const tokenAddress = `${provider.internalUrl}${new URL(issuer).pathname}/protocol/openid-connect/token`;
  return {
    keycloakAdmin,
    claimsFor: async (credentials) => claimsIn(await tokenFor(tokenAddress, credentials)),
    tokenFor: (credentials) => tokenFor(tokenAddress, credentials),
    tokens: createTokenVerifier({
      issuer,
      internalIssuerUrl: `${provider.internalUrl}${new URL(issuer).pathname}`,
      clock,
      isRevoked: (tokenId) => provider.isRevoked(tokenId),
    }),
    tokenAddress,
    async stop() {
      await provider.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function tokenFor(address: string, credentials: Credentials): Promise<string | undefined> {
  const form =
    'username' in credentials
      ? { grant_type: 'password', client_id: 'fanxing-cli', ...credentials }
      : {
          grant_type: 'client_credentials',
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
        };
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  return response.ok ? token : undefined;
}

function claimsIn(token: string | undefined): Record<string, unknown> | undefined {
  if (token === undefined) return undefined;
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}
