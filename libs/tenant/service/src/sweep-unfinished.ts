import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { CarryOutRequest } from './subject-request/carry-out-request.js';
import { SubjectRequestStore } from './subject-request/subject-request.store.js';

const againSeconds = 30;
const log = logger('tenant.sweep');

/**
 * Finishes what a process has committed and not lived to finish: events to be told, borrowers' requests that were begun.
 * It runs as a job for one tenant's environment that is made with the work, and comes due again while some is left.
 */
@Injectable()
export class SweepUnfinished {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
    private readonly requests: SubjectRequestStore,
    private readonly carryOut: CarryOutRequest,
  ) {}

  async run(context: TenantContext): Promise<void> {
    const begun = await this.inProgress(context);
    for (const id of begun)
      await this.carryOut
        .run(context, id)
        .catch((error: unknown) => void recordUnexpected(log, error, { subjectId: id }));
    if ((await this.inProgress(context)).length > 0)
      await this.database.call(context, 'tenant.sweep_later', [againSeconds]);
    await this.outbox.drain(context);
  }

  private inProgress(context: TenantContext): Promise<string[]> {
    return this.database.transaction(context, (transaction) => this.requests.inProgress(transaction));
  }
}
