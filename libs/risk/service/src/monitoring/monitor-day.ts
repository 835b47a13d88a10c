import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseInstant } from '@fanxing/kernel';
import { lendingMonitoringContract, type MonitoredLine } from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { lookedAtOn } from './early-warning.store.js';
import { rulesInForce } from './monitoring-rules.store.js';
import { moveRun, readRunning, type RunCounts, type RunRow } from './monitoring-run.store.js';
import { addMonitored } from './news.store.js';
import { OrderChange } from './order-change.js';
import { sumOf, WatchLines } from './watch-lines.js';

const linesAtATime = 200;

/**
 * Looks at all lines of a tenant once for the business day that has begun, as of its beginning: a durable job in parts by the lines' ids.
 * After a crash it goes on where the last part was committed, and a line that had its look does not get another. A day that another has
 * followed is passed over: its lines stand at no such day any more.
 */
@Injectable()
export class MonitorDay {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly watchLines: WatchLines,
    private readonly orderChange: OrderChange,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  async run(context: TenantContext): Promise<void> {
    await this.orderChange.finish(context);
    const [newest, ...older] = await this.database.transaction(context, readRunning);
    for (const run of older) await this.move(context, run, 'PASSED_OVER');
    if (newest) await this.walk(context, newest);
  }

  private async walk(context: TenantContext, begun: RunRow): Promise<void> {
    const rules = await this.database.transaction(context, rulesInForce);
    for (let run: RunRow | undefined = begun; run;) run = await this.part(context, run, rules);
  }

  /** Looks at the next part; answers the run after it, or undefined when it has ended or is in other hands. */
  private async part(
    context: TenantContext,
    run: RunRow,
    rules: ReadonlyMap<string, string>,
  ): Promise<RunRow | undefined> {
    const page = await this.lines(context, run.afterId);
    if (page?.businessDate !== run.businessDate) {
      await this.move(context, run, 'PASSED_OVER');
      return undefined;
    }
    const look = {
      trigger: 'DAY',
      businessDate: run.businessDate,
      asOf: parseInstant(page.dayBeganAt),
      knownUntil: run.knownUntil,
    } as const;
    const left = await this.notLookedAt(context, page.lines, run);
    const counts = sumOf(run, await this.watchLines.run(context, left, rules, look));
    const afterId = page.lines.at(-1)?.creditLineId ?? run.afterId;
    const isLast = page.lines.length < linesAtATime;
    const isOurs = await this.move(context, run, isLast ? 'DONE' : 'RUNNING', { ...counts, afterId });
    return isLast || !isOurs ? undefined : { ...run, ...counts, afterId };
  }

  /** Undefined for a bank whose business has stopped. */
  private async lines(context: TenantContext, afterId: string) {
    const lending = this.transport.client(lendingMonitoringContract);
    try {
      return await lending.linesToMonitor(context, { afterId, first: linesAtATime });
    } catch (error) {
      if (error instanceof Fault && error.reason === 'TENANT_NOT_ACTIVE') return undefined;
      throw error;
    }
  }

  /** Also begins the watch over borrowers who were there before anything was watched. */
  private notLookedAt(
    context: TenantContext,
    lines: readonly MonitoredLine[],
    { businessDate }: RunRow,
  ): Promise<MonitoredLine[]> {
    if (lines.length === 0) return Promise.resolve([]);
    return this.database.transaction(context, async (transaction) => {
      await addMonitored(
        transaction,
        lines.map(({ borrowerId }) => borrowerId),
      );
      const ids = lines.map(({ creditLineId }) => creditLineId);
      const done = await lookedAtOn(transaction, ids, businessDate);
      return lines.filter(({ creditLineId }) => !done.has(creditLineId));
    });
  }

  private move(
    context: TenantContext,
    run: RunRow,
    status: RunRow['status'],
    to: RunCounts & Pick<RunRow, 'afterId'> = run,
  ): Promise<boolean> {
    return this.database.transaction(context, (transaction) => moveRun(transaction, run, { ...to, status }));
  }
}
