import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Configuration } from '@fanxing/runtime/configuration';
import { StartError } from '@fanxing/runtime/embedded-postgres';
import type { PlatformSecrets } from './data-folder.js';
import type { PlatformDatabase } from './database.js';
import { claimPort } from './free-port.js';
import type { PlatformIdentity } from './identity.js';
import { ChildProcesses } from './child-processes.js';
import type { RunningServices } from './running-services.js';
import { serviceNames } from './service-names.js';

/** Every service and the gateway as an operating-system process of its own, speaking NATS. */
export async function startInProcesses(
  configuration: Configuration,
  database: PlatformDatabase,
  identity: PlatformIdentity,
  address: { readonly host: string; readonly port: number },
  dataFolder: string,
  secrets: PlatformSecrets,
  sandboxBankUrl: string,
): Promise<RunningServices> {
  const children = new ChildProcesses();
  try {
    const nats = configuration.nats ?? (await startNats(children, join(dataFolder, 'nats'), secrets.nats));
    const shared = {
      NATS_URL: nats.url,
      ...(nats.token === undefined ? {} : { FANXING_NATS_TOKEN: nats.token }),
      FANXING_DATA_DIR: dataFolder,
      ...(configuration.auditAnchors === undefined
        ? {}
        : { FANXING_AUDIT_ANCHORS: configuration.auditAnchors }),
      ...rootKeyVariables(configuration),
      OIDC_ISSUER: identity.issuer,
      FANXING_BANK_NETWORK: configuration.privateBanksAllowed ? 'any' : 'public',
      KEYCLOAK_URL: identity.internalUrl,
      KEYCLOAK_ADMIN_CLIENT_ID: identity.adminClient.clientId,
      KEYCLOAK_ADMIN_CLIENT_SECRET: identity.adminClient.clientSecret,
      // Known to these processes only, and another at every start.
      FANXING_INTERNAL_TOKEN: randomBytes(32).toString('base64url'),
    };
    const urls = await Promise.all(
      serviceNames.map(async (name) => {
        const { url } = await children.start(name, {
          ...shared,
          ...(name === 'tenant' && {
            FANXING_KEEPER_DATABASE_URL: database.keeperUrl,
            FANXING_SANDBOX_BANK_URL: sandboxBankUrl,
          }),
          FANXING_SERVICE_DATABASE_URL: database.urls[name],
          FANXING_SERVICE_PORT: '0',
        });
        return `${name}=${url}`;
      }),
    );
    await children.start('gateway', {
      ...shared,
      FANXING_SUBGRAPH_URLS: urls.join(','),
      FANXING_HOST: address.host,
      FANXING_PORT: String(address.port),
    });
    return { stop: () => children.stop() };
  } catch (error) {
    await children.stop();
    throw error;
  }
}

/** Where the root key is, for processes that open and seal themselves. */
function rootKeyVariables({ rootKey: { file, token } }: Configuration): Record<string, string> {
  return {
    ...(file === undefined ? {} : { FANXING_ROOT_KEY_FILE: file }),
    ...(token && {
      FANXING_PKCS11_LIBRARY: token.library,
      FANXING_PKCS11_TOKEN: token.token,
      FANXING_PKCS11_PIN: token.pin,
    }),
  };
}

/** A NATS server of the platform's own, its streams in the data folder. */
async function startNats(
  children: ChildProcesses,
  folder: string,
  token: string,
): Promise<{ url: string; token: string }> {
  await mkdir(folder, { recursive: true });
  const port = await claimPort(0, '127.0.0.1');
  const server = spawn(
    'nats-server',
    ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder, '--auth', token],
    { stdio: 'ignore' },
  );
  const missing = new Promise<never>((_, reject) => {
    server.once('error', () =>
      reject(
        new StartError(
          'no NATS server was found, which separate processes need to speak to one another',
          'install one (Debian: apt-get install nats-server; others: nats.io/download), or give the address of one in NATS_URL',
        ),
      ),
    );
  });
  await Promise.race([missing, untilOpen(port, server)]);
  children.adopt('nats', server);
  return { url: `nats://127.0.0.1:${port}`, token };
}

async function untilOpen(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && server.exitCode === null; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ port, host: '127.0.0.1' });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new StartError(
    'the NATS server does not answer',
    'look whether something keeps nats-server from starting',
  );
}
