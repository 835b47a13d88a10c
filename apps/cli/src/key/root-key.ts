import type { Keys, KeyStock } from '@fanxing/runtime/encryption';
import { CliError, codeOf } from '../cli-error.js';
import { printJson, printLine } from '../output.js';
import { databaseUrlOf, dataFolderOf, type FolderOptions } from '../platform-folder.js';

export interface KeyOptions extends FolderOptions {
  readonly continue?: boolean;
  readonly json?: boolean;
}

/** Prints how many keys of tenants each root key wraps; the newest is marked. */
export async function listKeys(options: KeyOptions): Promise<void> {
  await onKeys(options, async ({ root }, stock) => {
    const current = await root.currentId();
    const counts = { [current]: 0, ...(await stock.byRoot()) };
    if (options.json) printJson({ current, tenantKeys: counts });
    else
      for (const [id, count] of Object.entries(counts))
        printLine(`${id}${id === current ? ' (current)' : ''}: ${count} keys of tenants`);
  });
}

/** Makes another root key, unless one is only to be finished with, and wraps everything under it. */
export async function rotateRoot(options: KeyOptions): Promise<void> {
  await onKeys(options, async ({ root }, stock) => {
    const id = options.continue ? await root.currentId() : await root.rotate();
    const rewrapped = await stock.rewrap(root);
    const left = Object.entries(await stock.byRoot()).filter(([each]) => each !== id);
    if (options.json) printJson({ current: id, rewrapped, left: Object.fromEntries(left) });
    else {
      printLine(`${id} is the root key now; ${rewrapped} keys of tenants were wrapped anew`);
      // A tenant that got its first keys meanwhile, in a process that had not yet seen the new root key.
      if (left.length > 0) printLine('some came in between: npx fanxing key rotate --continue');
    }
  });
}

async function onKeys(
  options: KeyOptions,
  work: (keys: Keys, stock: KeyStock) => Promise<void>,
): Promise<void> {
  const url = await databaseUrlOf(options);
  const { KeyStock, openKeys } = await import('@fanxing/runtime/encryption');
  const { readConfiguration } = await import('@fanxing/runtime/configuration');
  const { systemClock } = await import('@fanxing/runtime/clock');
  const keys = await openKeys(dataFolderOf(options), readConfiguration(process.env).rootKey, () =>
    systemClock.now(),
  ).catch((error: unknown) => {
    const what = error instanceof Error ? error.message : 'the root key can not be used';
    throw new CliError(1, 'ROOT_KEY', what, 'root key', 'see FANXING_ROOT_KEY_FILE and the data folder');
  });
  const stock = await KeyStock.open(url).catch((error: unknown) => {
    const what = `the database does not let us in as its owner (${codeOf(error)})`;
    const where = URL.canParse(url) ? new URL(url).host : 'DATABASE_URL';
    throw new CliError(1, 'DATABASE_REFUSED', what, where, 'see whether it runs: npx fanxing doctor');
  });
  try {
    await work(keys, stock);
  } finally {
    await stock.close();
    await keys.root.close();
  }
}
