import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError, codeOf } from '../cli-error.js';
import { printJson, printLine } from '../output.js';
import { dataFolderOf, type FolderOptions } from '../platform-folder.js';
import type { WrappedTenantKey } from '@fanxing/runtime/encryption';

export interface OpenExportOptions extends FolderOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** What stands in `export.json` beside a sealed archive. */
interface Header {
  readonly format: string;
  readonly tenantId: string;
  readonly environment: string;
  readonly fileId: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly dataKey: string;
  readonly tenantKeys: readonly WrappedTenantKey[];
}

/**
 * Opens the export of a tenant that has left, with the platform's root key: for whoever hands it over to the bank. The tenant's own
 * keys are gone from the database by then.
 */
export async function openExport(folder: string, options: OpenExportOptions): Promise<void> {
  const header = await readHeader(folder);
  const { openKeys, openWrappedKeys } = await import('@fanxing/runtime/encryption');
  const { readConfiguration } = await import('@fanxing/runtime/configuration');
  const { systemClock } = await import('@fanxing/runtime/clock');
  const { partsOf, readSealedPart } = await import('@fanxing/runtime/tenant-data');
  const { tenantId, environment, fileId, bytes } = header;
  const rootKey = readConfiguration(process.env).rootKey;
  const keys = await openKeys(dataFolderOf(options), rootKey, () => systemClock.now()).catch(
    (error: unknown) => refuse('ROOT_KEY', error, 'root key'),
  );
  const draft = `${options.out}.part`;
  const digest = createHash('sha256');
  const file = await open(draft, 'w', 0o600);
  try {
    const held = await openWrappedKeys(keys.root, header, header.tenantKeys);
    const key = held.unwrap(Buffer.from(header.dataKey, 'base64'), fileId);
    const place = { tenantId, environment, fileId };
    for (let part = 0; part < partsOf(bytes); part += 1) {
      const content = await readSealedPart(join(folder, 'archive.tar.gz.sealed'), key, place, bytes, part);
      digest.update(content);
      await file.appendFile(content);
    }
  } catch (error) {
    refuse('EXPORT_SEALED', error, folder);
  } finally {
    await file.close();
    await keys.root.close();
  }
  if (digest.digest('hex') !== header.sha256)
    throw new CliError(3, 'EXPORT_DAMAGED', 'the archive is not what was made', folder, 'take another copy');
  await rename(draft, options.out);
  if (options.json) printJson({ tenantId, environment, bytes, sha256: header.sha256, file: options.out });
  else printLine(`${bytes} bytes, SHA-256 ${header.sha256}: ${options.out}`);
}

async function readHeader(folder: string): Promise<Header> {
  const path = join(folder, 'export.json');
  try {
    const header = JSON.parse(await readFile(path, 'utf8')) as Header;
    if (header.format === 'fanxing-sealed-export/1') return header;
  } catch (error) {
    throw new CliError(
      3,
      'NO_EXPORT',
      `there is no export (${codeOf(error)})`,
      path,
      'name the folder that `fanxing tenant export` shows',
    );
  }
  throw new CliError(3, 'NO_EXPORT', 'it is no export of this kind', path, 'name another folder');
}

function refuse(code: string, error: unknown, where: string): never {
  const what = error instanceof Error ? error.message : 'it can not be opened';
  throw new CliError(1, code, what, where, 'see FANXING_ROOT_KEY_FILE and the data folder');
}
