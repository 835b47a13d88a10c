import { join } from 'node:path';
import type { Configuration } from '@fanxing/runtime/configuration';
import { AnchorBook } from '@fanxing/runtime/audit';
import { systemClock } from '@fanxing/runtime/clock';
import { openKeys } from '@fanxing/runtime/encryption';
import { startTelemetry } from '@fanxing/runtime/telemetry';
import type { Place } from './claim-place.js';
import { writePrivately } from './data-folder.js';
import { openDatabase } from './database.js';
import { openIdentity, provideOperators } from './identity.js';
import { startInOneProcess } from './one-process.js';
import { startInProcesses } from './processes.js';
import { provideSandboxBank } from './sandbox-bank.js';

/** What whoever starts the platform is told; `platform.json` in the data folder holds the same. */
export interface PlatformReady {
  readonly pid: number;
  readonly mode: 'one-process' | 'processes';
  readonly urls: {
    readonly gateway: string;
    readonly graphql: string;
    readonly issuer: string;
    readonly sandboxBank: string;
  };
  readonly databaseUrl: string;
  readonly users: readonly { readonly username: string; readonly password: string }[];
}

/** Starts everything, in this order; what has been started is stopped again when a later step fails. */
export async function startPlatform(
  configuration: Configuration,
  { folder, port, secrets }: Place,
  mode: PlatformReady['mode'],
): Promise<{ ready: PlatformReady; stop: () => Promise<void> }> {
  const { host } = configuration;
  const gateway = `http://${host}:${port}`;
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.reverse()) await end();
  };
  try {
    const telemetry = await startTelemetry({ serviceName: 'fanxing-platform' });
    started.push(() => telemetry.stop());
    const keys = await openKeys(folder, configuration.rootKey, () => systemClock.now());
    started.push(() => keys.root.close());
    const database = await openDatabase(configuration.databaseUrl, folder, secrets.database, say);
    started.push(() => database.stop());
    const identity = await openIdentity(configuration, gateway, folder, secrets, systemClock);
    started.push(() => identity.stop());
    const bank = await provideSandboxBank(folder);
    started.push(() => bank.stop());
    const services =
      mode === 'one-process'
        ? await startInOneProcess(
            database,
            identity,
            { host, port },
            systemClock,
            configuration,
            await AnchorBook.open(folder, configuration.auditAnchors),
            keys,
            { sandboxBankUrl: bank.url, exportsFolder: join(folder, 'exports') },
          )
        : await startInProcesses(
            configuration,
            database,
            identity,
            { host, port },
            folder,
            secrets,
            bank.url,
          );
    started.push(() => services.stop());
    await provideOperators(identity, secrets);
    const ready: PlatformReady = {
      pid: process.pid,
      mode,
      urls: { gateway, graphql: `${gateway}/graphql`, issuer: identity.issuer, sandboxBank: bank.url },
      databaseUrl: database.adminUrl,
      users: [
        { username: 'operator', password: secrets.operator },
        { username: 'reviewer', password: secrets.reviewer },
      ],
    };
    await writePrivately(join(folder, 'platform.json'), `${JSON.stringify(ready, null, 2)}\n`);
    if (process.stdout.isTTY) greet(ready, folder);
    return { ready, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

/** For a person at a terminal; whoever reads the line of JSON is told all of it there. */
function greet({ urls }: PlatformReady, folder: string): void {
  say(
    `FanXing is up. API ${urls.graphql}, sandbox bank ${urls.sandboxBank}/book; who can sign in stands in ${join(folder, 'platform.json')}.`,
  );
  say('Ctrl-C stops it.');
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
