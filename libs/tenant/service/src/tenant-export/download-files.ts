import { join } from 'node:path';
import type { TenantContext } from '@fanxing/runtime/identity';
import { environments } from '@fanxing/runtime/identity';

/** Where the archives of an environment wait to be fetched. */
export function folderOfDownloads(
  exportsFolder: string,
  { tenantId, environment }: Pick<TenantContext, 'tenantId' | 'environment'>,
): string {
  return join(exportsFolder, tenantId, 'downloads', environment);
}

export function foldersOfDownloads(exportsFolder: string, tenantId: TenantContext['tenantId']): string[] {
  return environments.map((environment) => folderOfDownloads(exportsFolder, { tenantId, environment }));
}

export function fileOfDownload(
  exportsFolder: string,
  of: Pick<TenantContext, 'tenantId' | 'environment'>,
  id: string,
): string {
  return join(folderOfDownloads(exportsFolder, of), `${id}.tar.gz.sealed`);
}
