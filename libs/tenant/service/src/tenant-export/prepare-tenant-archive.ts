import { mkdir, rm } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { fromEpochMs, toEpochMs, type Clock, type Id, type Instant } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { archiveTenant } from '@fanxing/runtime/tenant-data';
import { OffboardingTools } from '../offboarding/offboarding-tools.js';
import { fileOfDownload, folderOfDownloads } from './download-files.js';
import type { TenantExport } from './tenant-export.js';
import { TenantExportStore } from './tenant-export.store.js';

/** How long an archive waits to be fetched. */
const keptMs = 7 * 24 * 3_600_000;

/** Brings an export to its next state, as a job: it makes what was asked for, and lets go of what has waited long enough. */
@Injectable()
export class PrepareTenantArchive {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly tools: OffboardingTools,
    private readonly store: TenantExportStore,
    private readonly keys: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, id: string): Promise<void> {
    const found = await this.store.inOne(context, (transaction) => this.store.find(transaction, id));
    if (found?.status === 'PREPARING') await this.make(context, found.id);
    else if (found?.status === 'READY') await this.letGo(context, found);
  }

  private async make(context: TenantContext, id: Id<'tenantExport'>): Promise<void> {
    const { tenantId, environment } = context;
    await mkdir(folderOfDownloads(this.tools.folder, context), { recursive: true, mode: 0o700 });
    await this.tools.whereIs(this.database, tenantId, (keeper) =>
      this.keys.holding(context, async (held) => {
        const { key, wrapped: dataKey } = held.make(id);
        const { rows, bytes, sha256 } = await archiveTenant({
          keeper,
          keys: held,
          at: this.clock.now(),
          path: this.fileOf(context, id),
          key,
          place: { tenantId, environment, fileId: id },
        }).finally(() => key.forget());
        const readyAt = this.clock.now();
        const expiresAt = fromEpochMs(toEpochMs(readyAt) + keptMs);
        await this.store.inOne(context, async (transaction) => {
          await this.store.finish(transaction, id, { readyAt, expiresAt, rows, bytes, sha256, dataKey });
          await this.store.goOn(transaction, id, this.secondsUntil(expiresAt));
        });
      }),
    );
  }

  private async letGo(context: TenantContext, { id, expiresAt }: TenantExport): Promise<void> {
    const seconds = expiresAt === null ? 0 : this.secondsUntil(expiresAt);
    if (seconds > 0) {
      await this.store.inOne(context, (transaction) => this.store.goOn(transaction, id, seconds));
      return;
    }
    await this.store.inOne(context, (transaction) => this.store.expire(transaction, id));
    await rm(this.fileOf(context, id), { force: true });
  }

  private secondsUntil(moment: Instant): number {
    return Math.max(0, Math.ceil((toEpochMs(moment) - toEpochMs(this.clock.now())) / 1_000));
  }

  private fileOf(context: TenantContext, id: string): string {
    return fileOfDownload(this.tools.folder, context, id);
  }
}
