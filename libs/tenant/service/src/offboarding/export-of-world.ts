import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '@fanxing/kernel';
import type { KeyKeeper, WrappedTenantKey } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { archiveTenant, type TenantKeeper } from '@fanxing/runtime/tenant-data';
import type { ExportOfWorld } from './offboarding.js';

/** What stands in `export.json` beside an export: all that opens it, for whoever has the platform's root key. */
export interface ExportHeader {
  readonly format: 'fanxing-sealed-export/1';
  readonly tenantId: string;
  readonly environment: string;
  readonly fileId: string;
  /** Of the archive in the clear. */
  readonly bytes: number;
  readonly sha256: string;
  /** Under which the archive stands; wrapped by the tenant's key, base64. */
  readonly dataKey: string;
  readonly tenantKeys: readonly WrappedTenantKey[];
}

interface Parts {
  readonly keeper: TenantKeeper;
  readonly keys: KeyKeeper;
  readonly clock: Clock;
  readonly folder: string;
  readonly fileId: string;
}

/**
 * Writes a full export of one environment in place of an earlier one: `archive.tar.gz.sealed`, which nobody reads without the root
 * key, `export.json`, with which `fanxing tenant open-export` opens it, and `manifest.json`, which holds counts and digests only
 * and is written last.
 */
export async function exportWorld(
  context: TenantContext,
  { keeper, keys, clock, folder, fileId }: Parts,
): Promise<ExportOfWorld> {
  const { tenantId, environment } = context;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return keys.holding(context, async (held) => {
    const { key, wrapped } = held.make(fileId);
    const receipt = await archiveTenant({
      keeper,
      keys: held,
      at: clock.now(),
      path: join(folder, 'archive.tar.gz.sealed'),
      key,
      place: { tenantId, environment, fileId },
    }).finally(() => key.forget());
    const { rows, bytes, sha256, manifest } = receipt;
    const header: ExportHeader = {
      format: 'fanxing-sealed-export/1',
      ...{ tenantId, environment, fileId, bytes, sha256 },
      dataKey: wrapped.toString('base64'),
      tenantKeys: await keys.wrappedKeys(context),
    };
    for (const [name, text] of [
      ['export.json', JSON.stringify(header)],
      ['manifest.json', manifest],
    ] as const)
      await writeFile(join(folder, name), text, { mode: 0o600, flush: true });
    return { environment, folder, rows, sha256: createHash('sha256').update(manifest).digest('hex') };
  });
}
