import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import type { AnchorBook } from '@fanxing/runtime/audit';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { environments, systemContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { exportTenant, type TableCount, type TenantKeeper } from '@fanxing/runtime/tenant-data';
import { DepartingIdentities } from './departing-identities.js';
import type { Certificate, ExportOfWorld, Offboarding, SignedCertificate } from './offboarding.js';

/** With what a tenant's data are handed out and erased; a process without it offboards nobody. */
export class OffboardingTools {
  constructor(
    readonly keeper: TenantKeeper,
    /** Where exports are put, a folder a tenant's environment. */
    readonly folder: string,
    /** Whose key signs certificates. */
    readonly anchors: AnchorBook,
  ) {}
}

/** Gateways learn within 2 s that a tenant gets no terms any more; a request of before may wait 10 s for its turn. */
const gatewaysLearnMs = 15_000;
const sealsWithinMs = 10_000;

/** The work itself, in steps that may each be done again. */
@Injectable()
export class EraseTenant {
  constructor(
    private readonly tools: OffboardingTools,
    private readonly identities: DepartingIdentities,
    private readonly keys: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A full export of both environments, in place of an earlier one. */
  async export({ id, tenantId }: Offboarding): Promise<ExportOfWorld[]> {
    const exports: ExportOfWorld[] = [];
    for (const environment of environments) {
      const place = join(this.tools.folder, tenantId, id);
      const context = systemContext(tenantId, environment, 'offboardTenant');
      const keys = await this.keys.using(context, (held) => held.handOut());
      const world = { tenantId, environment };
      const receipt = await exportTenant(
        this.tools.keeper,
        world,
        join(place, environment),
        this.clock.now(),
      );
      // Beside the export, not in it: sealed values open with these, and whoever takes one may need to leave the other.
      await writeFile(join(place, `${environment}-keys.json`), JSON.stringify(keys), {
        mode: 0o600,
        flush: true,
      });
      exports.push({ environment, ...receipt });
    }
    return exports;
  }

  /** Waits until nothing can write any more, then makes the export that is erased, with its counts. */
  async close(offboarding: Offboarding): Promise<ExportOfWorld[]> {
    const { tenantId } = offboarding;
    await pause(gatewaysLearnMs);
    await this.identities.remove(offboarding);
    await this.tools.keeper.eraseJobs(tenantId);
    await this.untilSealed(offboarding);
    const exports = await this.export(offboarding);
    return Promise.all(
      exports.map(async (each) => {
        const world = { tenantId, environment: each.environment };
        const before = (await this.tools.keeper.count(world)).filter(({ rows }) => rows > 0);
        return { ...each, before, lastSeal: await this.tools.keeper.lastSeal(world) };
      }),
    );
  }

  /** Fails unless afterwards not one row is left in any table. */
  async erase(offboarding: Offboarding): Promise<SignedCertificate> {
    const { keeper, anchors } = this.tools;
    const { tenantId } = offboarding;
    const worlds: Certificate['environments'][number][] = [];
    await keeper.eraseMentions(tenantId);
    for (const exported of offboarding.export ?? []) {
      const world = { tenantId, environment: exported.environment };
      await keeper.erase(world);
      await keeper.eraseJobs(tenantId);
      const after = await keeper.count(world);
      mustBeEmpty(after);
      worlds.push({
        environment: exported.environment,
        exportSha256: exported.sha256,
        lastSeal: { sequence: exported.lastSeal?.sequence ?? null, hash: exported.lastSeal?.hash ?? null },
        rowsBefore: exported.before ?? [],
        rowsAfter: 0,
        tablesCounted: after.length,
      });
    }
    const certificate: Certificate = {
      format: 'fanxing-erasure-certificate/1',
      offboardingId: offboarding.id,
      tenantId,
      slug: offboarding.slug,
      requestedBy: offboarding.requestedBy,
      confirmedBy: offboarding.confirmedBy ?? '',
      erasedAt: this.clock.now(),
      environments: worlds,
    };
    return { certificate, ...anchors.sign(certificate) };
  }

  /** The certificate names the last seal; a sealer that is not there is not waited for for long. */
  private async untilSealed({ tenantId }: Offboarding): Promise<void> {
    const untilMs = performance.now() + sealsWithinMs;
    for (const environment of environments)
      while (performance.now() < untilMs) {
        if ((await this.tools.keeper.lastSeal({ tenantId, environment })).unsealed === 0) break;
        await pause(250);
      }
  }
}

function mustBeEmpty(counts: readonly TableCount[]): void {
  const left = counts.filter(({ rows }) => rows > 0).map(({ table }) => table);
  if (left.length > 0) throw new Error(`rows of an erased tenant are left in ${left.join(', ')}`);
}
