import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseInstant, type Clock, type Instant } from '@fanxing/kernel';
import { lendingMonitoringContract, type MonitoredLines } from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { rulesInForce } from './monitoring-rules.store.js';
import { comeBackForNews, readNewsDue, type News } from './news.store.js';
import { OrderChange } from './order-change.js';
import { WatchLines } from './watch-lines.js';

const borrowersAtATime = 100;

/**
 * Looks at the lines of borrowers of whom there is news, between the days: the first news at once, what follows within a minute together.
 * News that come while somebody looks are looked at again, and nothing is forgotten by a process that dies.
 */
@Injectable()
export class MonitorNews {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly watchLines: WatchLines,
    private readonly orderChange: OrderChange,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext): Promise<void> {
    await this.orderChange.finish(context);
    const rules = await this.database.transaction(context, rulesInForce);
    for (;;) {
      const { news, knownUntil } = await this.database.transaction(context, (transaction) =>
        readNewsDue(transaction, borrowersAtATime),
      );
      if (knownUntil === undefined) break;
      await this.look(context, news, knownUntil, rules);
      await this.database.call(context, 'risk.end_look', [
        news.map(({ borrowerId }) => borrowerId),
        news.map((each) => each.news),
        rules.size > 0,
      ]);
    }
    await this.database.transaction(context, comeBackForNews);
  }

  private async look(
    context: TenantContext,
    news: readonly News[],
    knownUntil: Instant,
    rules: ReadonlyMap<string, string>,
  ): Promise<void> {
    if (rules.size === 0) return;
    const page = await this.linesOf(context, news);
    if (!page) return;
    const [now, dayBeganAt] = [this.clock.now(), parseInstant(page.dayBeganAt)];
    await this.watchLines.run(context, page.lines, rules, {
      trigger: 'EVENT',
      businessDate: parseBusinessDate(page.businessDate),
      // The sandbox's books may be ahead of the wall's clock.
      asOf: now > dayBeganAt ? now : dayBeganAt,
      knownUntil,
    });
  }

  /** Undefined for a bank whose business has stopped. */
  private async linesOf(context: TenantContext, news: readonly News[]): Promise<MonitoredLines | undefined> {
    const borrowerIds = news.map(({ borrowerId }) => borrowerId);
    try {
      return await this.transport
        .client(lendingMonitoringContract)
        .linesOfBorrowers(context, { borrowerIds });
    } catch (error) {
      if (error instanceof Fault && error.reason === 'TENANT_NOT_ACTIVE') return undefined;
      throw error;
    }
  }
}
