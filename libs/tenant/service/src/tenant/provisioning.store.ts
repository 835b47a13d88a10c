import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { environments, systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { steps, type RecordedStep, type Step } from './provisioning.js';

type TenantId = TenantContext['tenantId'];
const afterApprovalSeconds = 5;

/** The steps are rows of the tenant's own: whoever works with them acts for the tenant, environment by environment. */
@Injectable()
export class ProvisioningStore {
  constructor(private readonly database: ServiceDatabase) {}

  /**
   * Makes the net under provisioning, in the transaction of the approval: a job that does what the approver does not live
   * to do. It holds for a few seconds, so that the approver is usually first.
   */
  async provideNet({ query }: TenantTransaction, tenantId: TenantId): Promise<void> {
    await query('provision later', 'SELECT tenant.provision_later($1, $2, $3)', [
      tenantId,
      'live',
      afterApprovalSeconds,
    ]);
  }

  /** Lets the job come due once more. */
  async again(tenantId: TenantId, delaySeconds: number): Promise<void> {
    const context = systemContext(tenantId, 'live', 'provision');
    await this.database.call(context, 'tenant.provision_later', [delaySeconds]);
  }

  /** Adds the steps that are not there yet. */
  async begin(tenantId: TenantId, at: Instant): Promise<void> {
    for (const environment of environments)
      await this.database.transaction(systemContext(tenantId, environment, 'provision'), ({ query }) =>
        query(
          'begin provisioning',
          `INSERT INTO tenant.provisioning_step (tenant_id, environment, name, status, changed_at)
           SELECT $1, $2, name, 'PENDING', $4 FROM unnest($3::text[]) AS name ON CONFLICT DO NOTHING`,
          [
            tenantId,
            environment,
            steps.filter((step) => step.environment === environment).map(({ name }) => name),
            at,
          ],
        ),
      );
  }

  /** Writes down that a step was tried, and with what result. */
  async record(tenantId: TenantId, step: Step, failure: string | null, at: Instant): Promise<void> {
    await this.database.transaction(systemContext(tenantId, step.environment, 'provision'), ({ query }) =>
      query(
        'record provisioning step',
        `UPDATE tenant.provisioning_step SET status = $4, failure = $5, attempts = attempts + 1, changed_at = $6
         WHERE tenant_id = $1 AND environment = $2 AND name = $3`,
        [tenantId, step.environment, step.name, failure === null ? 'DONE' : 'FAILED', failure, at],
      ),
    );
  }

  /** In their order; none for a tenant that was never approved, or was before there were steps. */
  async read(tenantId: TenantId): Promise<RecordedStep[]> {
    const rows = await Promise.all(
      environments.map((environment) =>
        this.database.transaction(systemContext(tenantId, environment, 'provision'), ({ query }) =>
          query<RecordedStep & Record<string, unknown>>(
            'read provisioning',
            `SELECT environment, name, status, attempts, failure, changed_at AS at FROM tenant.provisioning_step
             WHERE tenant_id = $1 AND environment = $2`,
            [tenantId, environment],
          ),
        ),
      ),
    );
    const known = rows.flat();
    return steps.flatMap((step) =>
      known.filter(({ environment, name }) => environment === step.environment && name === step.name),
    );
  }
}
