import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { filePartBytes, readSealedPart } from '@fanxing/runtime/tenant-data';
import type { ArchivePart, ArchiveToFetch } from '@fanxing/tenant-contract';
import { OffboardingTools } from '../offboarding/offboarding-tools.js';
import { fileOfDownload } from './download-files.js';
import { mustBeAPerson } from './request-tenant-archive.js';
import type { ReadyExport } from './tenant-export.js';
import { TenantExportStore } from './tenant-export.store.js';

/**
 * Hands out an archive to whoever asked for it, part by part, through a gateway. Who begins to fetch it is written down, each
 * time and before the first byte; that they still may is looked at for each part.
 */
@Injectable()
export class FetchTenantArchive {
  constructor(
    private readonly tools: OffboardingTools,
    private readonly road: CommandRoad,
    private readonly store: TenantExportStore,
    private readonly keys: KeyKeeper,
  ) {}

  /** Fails with NOT_FOUND for whoever did not ask for it, as for one that is not there. */
  async begin(context: TenantContext, idText: string, from: number): Promise<ArchiveToFetch> {
    const id = parseId('tenantExport', idText, 'id');
    const { bytes, sha256, requestedAt } = await this.mustBeTheirs(context, id);
    const command = { operation: 'fetchTenantArchive', permission: 'tenant:export', input: { id } } as const;
    return this.road.run(context, command, () =>
      Promise.resolve({
        answer: { bytes, sha256, partBytes: filePartBytes, requestedAt },
        subject: { kind: 'export', id },
        after: { from, bytes },
      }),
    );
  }

  /** Fails likewise, and once its time is over. */
  async part(context: TenantContext, idText: string, part: number): Promise<ArchivePart> {
    const id = parseId('tenantExport', idText, 'id');
    const { bytes, dataKey } = await this.mustBeTheirs(context, id);
    const { tenantId, environment } = context;
    const path = fileOfDownload(this.tools.folder, context, id);
    const content = await this.keys.using(context, async (keys) => {
      const key = keys.unwrap(dataKey, id);
      const place = { tenantId, environment, fileId: id };
      return readSealedPart(path, key, place, bytes, part).finally(() => key.forget());
    });
    return { base64: content.toString('base64') };
  }

  private async mustBeTheirs(context: TenantContext, id: string): Promise<ReadyExport> {
    mustBeAPerson(context);
    const found = await this.store.inOne(context, (transaction) => this.store.ready(transaction, id));
    if (found?.requestedBy !== context.actor.id)
      throw new Fault('NOT_FOUND', { what: 'tenantExport', id }, 'id');
    return found;
  }
}
