import type { AnchorBook } from '@fanxing/runtime/audit';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { startJobs, type JobPayload } from '@fanxing/runtime/jobs';
import type { ServiceHandle } from '@fanxing/runtime/subgraph';
import { TenantKeeper } from '@fanxing/runtime/tenant-data';
import { ContinueMove } from './move/continue-move.js';
import { ContinueOffboarding } from './offboarding/continue-offboarding.js';
import { OffboardingTools } from './offboarding/offboarding-tools.js';
import { SealSecrets } from './key/seal-secrets.js';
import { WatchDeadlines } from './subject-request/watch-deadlines.js';
import { PrepareTenantArchive } from './tenant-export/prepare-tenant-archive.js';
import { SweepUnfinished } from './sweep-unfinished.js';
import { nextAttemptSeconds, ProvisionTenant } from './tenant/provision-tenant.js';
import { ProvisioningStore } from './tenant/provisioning.store.js';

interface ToolsOptions {
  readonly anchors?: AnchorBook;
  readonly keeperUrl?: string;
  readonly exportsFolder?: string;
}

/** Undefined in a process that offboards and moves nobody. */
export function offboardingTools(options: ToolsOptions): OffboardingTools | undefined {
  const { keeperUrl, anchors, exportsFolder } = options;
  if (keeperUrl === undefined || !anchors || exportsFolder === undefined) return undefined;
  return new OffboardingTools(TenantKeeper.connect(keeperUrl), exportsFolder, anchors);
}

/** The jobs of the service, in every database: those of tenants, and the platform's own for tenants that leave or move. */
export function startTenantJobs(
  database: ServiceDatabase,
  handle: ServiceHandle,
  hasTools: boolean,
): Promise<{ stop: () => Promise<void> }> {
  const provisionTenant = handle.get(ProvisionTenant);
  const provisioning = handle.get(ProvisioningStore);
  const sweepUnfinished = handle.get(SweepUnfinished);
  const watchDeadlines = handle.get(WatchDeadlines);
  const sealSecrets = handle.get(SealSecrets);
  return startJobs(database, {
    service: 'tenant',
    concurrency: 2,
    tasks: {
      sweep: (job) => sweepUnfinished.run(contextOf(job)),
      deadline: (job) => watchDeadlines.tellOverdue(contextOf(job)),
      seal: (job) => sealSecrets.run(contextOf(job)),
      provision: async (job) => {
        const { tenantId } = contextOf(job);
        const seconds = nextAttemptSeconds(await provisionTenant.run(tenantId));
        if (seconds !== undefined) await provisioning.again(tenantId, seconds);
      },
      ...(hasTools && {
        offboard: ({ id = '' }: JobPayload) => handle.get(ContinueOffboarding).run(id),
        move: ({ id = '' }: JobPayload) => handle.get(ContinueMove).run(id),
        export: (job: JobPayload) => handle.get(PrepareTenantArchive).run(contextOf(job), job.id ?? ''),
      }),
    },
  });
}

function contextOf({ tenantId, environment }: JobPayload): TenantContext {
  return systemContext(
    tenantId as TenantContext['tenantId'],
    environment as TenantContext['environment'],
    'job',
  );
}
