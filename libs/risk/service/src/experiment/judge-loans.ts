import { Inject, Injectable } from '@nestjs/common';
import { parseBusinessDate, type Id } from '@fanxing/kernel';
import { lendingOutcomeContract, type DayBegun } from '@fanxing/lending-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import type { EventEnvelope, Transport } from '@fanxing/runtime/messaging';
import { TRANSPORT } from '@fanxing/runtime/subgraph';
import { keepJudged, readUnjudged, type JudgedLoan, type UnjudgedRow } from './experiment-loan.store.js';
import { readRunningExperiments, type ExperimentRow } from './experiment.store.js';
import { missedFirstDueDay } from './missed-first-due-day.js';
import { WatchExperiment } from './watch-experiment.js';

const approvalsAtATime = 500;

/**
 * Judges the loans of experiments that watch early delinquency, once each, when a day has begun on which they are old enough: a durable
 * job in parts. After a crash it goes on with what is not judged.
 */
@Injectable()
export class JudgeLoans {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly watchExperiment: WatchExperiment,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** A day has begun. Hearing it twice changes nothing. */
  async begin({ tenantId, environment }: EventEnvelope<DayBegun>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'experiment');
    await this.database.call(context, 'risk.judge_loans_soon', []);
  }

  async run(context: TenantContext): Promise<void> {
    const running = await this.database.transaction(context, readRunningExperiments);
    for (const experiment of running) {
      if (experiment.guardRails.earlyDelinquencyWithin === null) continue;
      await this.judge(context, experiment);
      await this.watchExperiment.look(context, experiment.id);
    }
  }

  private async judge(context: TenantContext, { id, guardRails }: ExperimentRow): Promise<void> {
    for (let afterId: string | undefined = ''; afterId !== undefined;) {
      const from: string = afterId;
      const rows = await this.database.transaction(context, (transaction) =>
        readUnjudged(transaction, id, from, approvalsAtATime),
      );
      const judged = await this.judgedOf(context, rows, guardRails.earlyDelinquencyDays);
      await this.database.transaction(context, (transaction) => keepJudged(transaction, id, judged));
      afterId = rows.length < approvalsAtATime ? undefined : rows.at(-1)?.id;
    }
  }

  private async judgedOf(
    context: TenantContext,
    rows: readonly UnjudgedRow[],
    days: ExperimentRow['guardRails']['earlyDelinquencyDays'],
  ): Promise<JudgedLoan[]> {
    if (rows.length === 0) return [];
    const { asOf, outcomes } = await this.transport
      .client(lendingOutcomeContract)
      .applicationOutcomes(context, {
        applicationIds: rows.map(({ applicationId }) => applicationId),
        asOf: null,
      });
    const byApplication = new Map(rows.map((row) => [row.applicationId, row]));
    return outcomes.flatMap((outcome) => {
      const row = byApplication.get(outcome.applicationId);
      const late = missedFirstDueDay(outcome, days, parseBusinessDate(asOf));
      return row && late !== undefined ? [{ decisionId: row.id, arm: row.arm, late }] : [];
    });
  }
}
