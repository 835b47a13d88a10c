import type { Configuration } from '@fanxing/runtime/configuration';
import { prepareDataFolder, provideSecrets, type PlatformSecrets } from './data-folder.js';
import { claimPort } from './free-port.js';

/** Where a platform is to run. */
export interface Place {
  readonly folder: string;
  readonly port: number;
  readonly secrets: PlatformSecrets;
}

/** The first that a start needs and is most often refused for. Fails with a StartError. */
export async function claimPlace({ dataDir, port, host }: Configuration): Promise<Place> {
  const folder = await prepareDataFolder(dataDir);
  const claimed = await claimPort(port, host);
  return { folder, port: claimed, secrets: await provideSecrets(folder) };
}
