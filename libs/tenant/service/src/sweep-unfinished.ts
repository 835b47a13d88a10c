import { Injectable } from '@nestjs/common';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';

/**
 * Finishes what a process has committed and not lived to finish: events to be told. It runs as a job for one
 * tenant's environment that is made with the work; when it fails, the queue lets it come due again.
 */
@Injectable()
export class SweepUnfinished {
  constructor(private readonly outbox: OutboxRelay) {}

  async run(context: TenantContext): Promise<void> {
    await this.outbox.drain(context);
  }
}
