import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { rm } from 'node:fs/promises';
import type { Clock, Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { environments, systemContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { TableCount, TenantKeeper } from '@fanxing/runtime/tenant-data';
import { foldersOfDownloads } from '../tenant-export/download-files.js';
import { DepartingIdentities } from './departing-identities.js';
import { exportWorld } from './export-of-world.js';
import { OffboardingTools } from './offboarding-tools.js';
import type { Certificate, ExportOfWorld, Offboarding, SignedCertificate } from './offboarding.js';

/** Gateways learn within 2 s that a tenant gets no terms any more; a request of before may wait 10 s for its turn. */
const gatewaysLearnMs = 15_000;
const sealsWithinMs = 10_000;

/** The work itself, in steps that may each be done again. */
@Injectable()
export class EraseTenant {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly tools: OffboardingTools,
    private readonly identities: DepartingIdentities,
    private readonly keys: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A full export of both environments, in place of an earlier one. */
  async export({ id, tenantId }: Offboarding): Promise<ExportOfWorld[]> {
    const { keys, clock } = this;
    return this.tools.whereIs(this.database, tenantId, async (keeper) => {
      const exports: ExportOfWorld[] = [];
      for (const environment of environments) {
        const folder = join(this.tools.folder, tenantId, id, environment);
        const context = systemContext(tenantId, environment, 'offboardTenant');
        exports.push(await exportWorld(context, { keeper, keys, clock, folder, fileId: id }));
      }
      return exports;
    });
  }

  /** Waits until nothing can write any more, then makes the export that is erased, with its counts. */
  async close(offboarding: Offboarding): Promise<ExportOfWorld[]> {
    const { tenantId } = offboarding;
    await pause(gatewaysLearnMs);
    await this.identities.remove(offboarding);
    await this.tools.keeper.eraseJobs(tenantId);
    return this.tools.whereIs(this.database, tenantId, async (keeper) => {
      await keeper.eraseJobs(tenantId);
      await untilSealed(keeper, tenantId);
      const exports = await this.export(offboarding);
      return Promise.all(
        exports.map(async (each) => {
          const world = { tenantId, environment: each.environment };
          const before = (await keeper.count(world)).filter(({ rows }) => rows > 0);
          return { ...each, before, lastSeal: await keeper.lastSeal(world) };
        }),
      );
    });
  }

  /**
   * Fails unless afterwards not one row is left in any table, where the tenant was and in the shared database, which may still
   * point there: that one comes last, so that whoever begins again finds the way.
   */
  async erase(offboarding: Offboarding): Promise<SignedCertificate> {
    const { tenantId } = offboarding;
    const exports = offboarding.export ?? [];
    await this.tools.whereIs(this.database, tenantId, async (keeper) => {
      if (keeper !== this.tools.keeper) await eraseIn(keeper, tenantId);
    });
    const tablesCounted = await eraseIn(this.tools.keeper, tenantId);
    for (const folder of foldersOfDownloads(this.tools.folder, tenantId))
      await rm(folder, { recursive: true, force: true });
    const certificate: Certificate = {
      format: 'fanxing-erasure-certificate/1',
      offboardingId: offboarding.id,
      tenantId,
      slug: offboarding.slug,
      requestedBy: offboarding.requestedBy,
      confirmedBy: offboarding.confirmedBy ?? '',
      erasedAt: this.clock.now(),
      environments: exports.map(({ environment, sha256, lastSeal, before }) => ({
        environment,
        exportSha256: sha256,
        lastSeal: { sequence: lastSeal?.sequence ?? null, hash: lastSeal?.hash ?? null },
        rowsBefore: before ?? [],
        rowsAfter: 0,
        tablesCounted,
      })),
    };
    return { certificate, ...this.tools.anchors.sign(certificate) };
  }
}

/** Answers how many tables were counted to be empty in each environment. */
async function eraseIn(keeper: TenantKeeper, tenantId: Id<'tenant'>): Promise<number> {
  await keeper.eraseMentions(tenantId);
  let tablesCounted = 0;
  for (const environment of environments) {
    const world = { tenantId, environment };
    await keeper.erase(world);
    await keeper.eraseJobs(tenantId);
    const after = await keeper.count(world);
    mustBeEmpty(after);
    tablesCounted = after.length;
  }
  return tablesCounted;
}

/** The certificate names the last seal; a sealer that is not there is not waited for for long. */
async function untilSealed(keeper: TenantKeeper, tenantId: Id<'tenant'>): Promise<void> {
  const untilMs = performance.now() + sealsWithinMs;
  for (const environment of environments)
    while (performance.now() < untilMs) {
      if ((await keeper.lastSeal({ tenantId, environment })).unsealed === 0) break;
      await pause(250);
    }
}

function mustBeEmpty(counts: readonly TableCount[]): void {
  const left = counts.filter(({ rows }) => rows > 0).map(({ table }) => table);
  if (left.length > 0) throw new Error(`rows of an erased tenant are left in ${left.join(', ')}`);
}
