import { Injectable } from '@nestjs/common';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { DisburseLoan } from './loan/disburse-loan.js';

const loansAtATime = 100;
const soonSeconds = 5;
const laterSeconds = 30;
const log = logger('lending.sweep');

/**
 * Finishes what a process has committed and not lived to finish: drawdowns on their way to the bank, events to be
 * published. It runs as a job for one tenant's environment and always comes due again: soon while something is
 * unfinished, else later.
 */
@Injectable()
export class SweepUnfinished {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly disburseLoan: DisburseLoan,
    private readonly outbox: OutboxRelay,
  ) {}

  async run(context: TenantContext): Promise<void> {
    await this.disbursements(context);
    await this.outbox.drain(context).catch((error: unknown) => void recordUnexpected(log, error));
    await this.database.call(context, 'lending.sweep_again', [soonSeconds, laterSeconds]);
  }

  private async disbursements(context: TenantContext): Promise<void> {
    const loans = await this.database.call<{ id: string }>(context, 'lending.disbursements_waiting', [
      loansAtATime,
    ]);
    await Promise.all(loans.map(({ id }) => this.disburseLoan.resume(context, id)));
  }
}
