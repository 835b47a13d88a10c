import { Inject, Injectable } from '@nestjs/common';
import { formatMinor } from '@fanxing/kernel';
import { lendingMonitoringContract } from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { keepOutcome, readUnansweredOrders } from './early-warning.store.js';
import type { KeptWarning } from './watch-line.js';

const atATime = 100;

/**
 * Asks lending for what warnings want, and keeps its answer. Lending does it once for each warning, so that what was asked by a process
 * that did not live to hear the answer is asked again.
 */
@Injectable()
export class OrderChange {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext, warning: KeptWarning): Promise<void> {
    const { id, creditLineId, action, currency, limitMinor, reasons } = warning;
    if (action === 'NONE') return;
    const outcome = await this.transport.client(lendingMonitoringContract).carryOutLineOrder(context, {
      earlyWarningId: id,
      creditLineId,
      action,
      limit: limitMinor === null ? null : formatMinor(BigInt(limitMinor), currency),
      reasons,
    });
    await this.database.transaction(context, (transaction) => keepOutcome(transaction, id, outcome));
  }

  /** What an earlier attempt left unanswered. */
  async finish(context: TenantContext): Promise<void> {
    for (;;) {
      const left = await this.database.transaction(context, (transaction) =>
        readUnansweredOrders(transaction, atATime),
      );
      for (const warning of left) await this.run(context, warning);
      if (left.length < atATime) return;
    }
  }
}
