import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder of a run of tests (the platform refuses a `FANXING_…` that it does not know), in which the first journey leaves what the others begin with. */
export const preparedFolderName = 'JOURNEYS_PREPARED';

/** Before a run of Jest, in the process that outlives its workers. */
export default function prepareRun(): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanxing-prepared-')));
  // As root the database runs as another user, who must be able to enter.
  chmodSync(folder, 0o755);
  process.env[preparedFolderName] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
}
