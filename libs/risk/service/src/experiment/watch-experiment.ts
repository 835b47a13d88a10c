import { Injectable } from '@nestjs/common';
import { breachesOf, lookOf } from '@fanxing/risk-experiment';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { logger } from '@fanxing/runtime/telemetry';
import { pipelineInForce } from '../pipeline/pipeline.store.js';
import { strategyInForce } from '../strategy/strategy.store.js';
import {
  changeExperiment,
  countArms,
  findExperiments,
  lockExperiment,
  watchLater,
  type ExperimentRow,
} from './experiment.store.js';

const watchEverySeconds = 60;
/** So many applications are answered between two glances, besides those of the job. */
const glanceEvery = 20;
const log = logger('experiment');

/** Ends an experiment whose challenger has left a guard-rail, or whose champion is not in force any more. */
@Injectable()
export class WatchExperiment {
  private readonly answered = new Map<string, number>();

  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
  ) {}

  /** One more application was answered: looks now and then. */
  async note(system: TenantContext, id: string): Promise<void> {
    const count = (this.answered.get(id) ?? 0) + 1;
    this.answered.set(id, count % glanceEvery);
    if (count >= glanceEvery) await this.look(system, id);
  }

  /** The job: looks, and comes again while the experiment runs. */
  async run(system: TenantContext, id: string): Promise<void> {
    if (await this.look(system, id)) await watchLater(this.database, system, id, watchEverySeconds);
  }

  /** Answers whether it goes on. Figures that were looked at are not tested a second time. */
  async look(system: TenantContext, id: string): Promise<boolean> {
    const found = await this.database.transaction(system, async (transaction) => {
      const [row] = await findExperiments(transaction, [id]);
      return (
        row && {
          row,
          isCompared: await isInForce(transaction, row),
          arms: await countArms(transaction, [id]),
        }
      );
    });
    if (!found || found.row.status !== 'RUNNING') return false;
    const { row, isCompared, arms } = found;
    if (!isCompared) return this.end(system, { ...row, status: 'STOPPED' }, 'endExperiment');
    const [champion, challenger] = arms;
    if (!champion || !challenger) throw new Error('an experiment has two arms');
    const looks = lookOf(row.guardRails, champion, challenger);
    if (looks <= row.looks) return true;
    const breaches = breachesOf(row.guardRails, champion, challenger);
    if (breaches.length === 0) {
      await this.database.transaction(system, async (transaction) => {
        const latest = await lockExperiment(transaction, id);
        if (latest?.status === 'RUNNING') await changeExperiment(transaction, { ...latest, looks });
      });
      return true;
    }
    log.warn('the challenger of an experiment has left a guard-rail');
    return this.end(system, { ...row, looks, status: 'ROLLED_BACK', breaches }, 'rollBackExperiment');
  }

  private async end(system: TenantContext, ended: ExperimentRow, operation: string): Promise<boolean> {
    await this.road.run(
      system,
      { operation, permission: 'strategy:publish', idempotencyKey: ended.id, input: { id: ended.id } },
      async (transaction) => {
        const latest = await lockExperiment(transaction, ended.id);
        const isRunning = latest?.status === 'RUNNING';
        if (isRunning) await changeExperiment(transaction, ended);
        return {
          answer: null,
          subject: { kind: 'experiment', id: ended.id },
          before: { status: latest?.status },
          after: {
            status: isRunning ? ended.status : latest?.status,
            breaches: ended.breaches.map(({ rail, of }) => (of === null ? rail : `${rail} ${of}`)),
          },
        };
      },
    );
    return false;
  }
}

async function isInForce(transaction: TenantTransaction, row: ExperimentRow): Promise<boolean> {
  const strategyId = (await strategyInForce(transaction, row.productCode)) ?? null;
  const pipelineId = await pipelineInForce(transaction, row.productCode);
  return row.championStrategyId === strategyId && row.championPipelineId === pipelineId;
}
