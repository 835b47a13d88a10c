import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { everybody, readGuardRails, readSteps, type GuardRails } from '@fanxing/risk-experiment';
import { strategyStagesOf } from '@fanxing/risk-pipeline';
import { FourEyes } from '@fanxing/runtime/caller';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { StartExperimentInput } from '../generated/schema.js';
import { findModels } from '../model/model.store.js';
import { findPipelines, pipelineInForce } from '../pipeline/pipeline.store.js';
import { findStrategies, strategyInForce } from '../strategy/strategy.store.js';
import { addExperiment } from './experiment.store.js';

const nameLengthMax = 100;

/** Starts an experiment; answers its id. Fails with EXPERIMENT_INVALID where it would try nothing or watch what is not known. */
@Injectable()
export class StartExperiment {
  constructor(
    private readonly road: CommandRoad,
    private readonly fourEyes: FourEyes,
  ) {}

  async run(context: TenantContext, input: StartExperimentInput): Promise<string> {
    mustBeAllowedTo(context, 'strategy:publish');
    await this.fourEyes.mustBeApproved(context, 'startExperiment', input);
    const { idempotencyKey, productCode, name, mode } = input;
    const steps = stepsOf(input);
    const guardRails = readGuardRails(input.guardRails, 'input.guardRails');
    if (guardRails.earlyDelinquencyWithin !== null && mode === 'SHADOW')
      refuse('a shadow run lends nothing: give null', 'input.guardRails.earlyDelinquencyWithin');
    if (name.trim() === '' || name.length > nameLengthMax)
      refuse(`name must have 1 to ${nameLengthMax} characters`, 'input.name');
    return this.road.run(
      context,
      { operation: 'startExperiment', permission: 'strategy:publish', idempotencyKey, input },
      async (transaction) => {
        const challenger = await challengerOf(transaction, input);
        const champion = {
          championStrategyId: (await strategyInForce(transaction, productCode)) ?? null,
          championPipelineId: await pipelineInForce(transaction, productCode),
        };
        if (champion.championStrategyId === null && champion.championPipelineId === null)
          refuse('nothing is in force for the product to compare with', 'input.productCode');
        mustDiffer(challenger, champion);
        await mustBeTried(transaction, challenger, champion.championPipelineId);
        await mustBeProtected(transaction, guardRails, [
          champion.championStrategyId,
          challenger.challengerStrategyId,
        ]);
        const added = { productCode, name, mode, steps, guardRails, ...champion, ...challenger };
        const id = await addExperiment(transaction, added);
        if (id === undefined)
          throw new Fault(
            'STATE_CONFLICT',
            {
              what: `product ${productCode.slice(0, 64)}`,
              status: 'in another experiment',
              needed: 'stopExperiment',
            },
            'input.productCode',
          );
        await transaction.query('watch the experiment', 'SELECT risk.watch_later($1, $2, $3, 60)', [
          context.tenantId,
          context.environment,
          id,
        ]);
        const after = { productCode, mode, steps, ...challenger };
        return { answer: id, subject: { kind: 'experiment', id }, after };
      },
    );
  }
}

interface Challenger {
  readonly challengerStrategyId: string | null;
  readonly challengerPipelineId: string | null;
}

function stepsOf({ mode, steps }: StartExperimentInput): readonly number[] {
  if (mode === 'PILOT') return readSteps(steps ?? [], 'input.steps');
  if (steps && steps.length > 0) refuse('a shadow run decides for nobody and has no steps', 'input.steps');
  return [everybody];
}

async function challengerOf(
  transaction: TenantTransaction,
  input: StartExperimentInput,
): Promise<Challenger> {
  const strategyId = input.strategyId ?? null;
  const pipelineId = input.pipelineId ?? null;
  if ((strategyId === null) === (pipelineId === null))
    refuse('give strategyId or pipelineId, and not both', 'input.strategyId');
  if (strategyId !== null) {
    const id = parseId('strategy', strategyId, 'input.strategyId');
    if ((await findStrategies(transaction, [id])).length === 0)
      throw new Fault('NOT_FOUND', { what: 'strategy', id }, 'input.strategyId');
    return { challengerStrategyId: id, challengerPipelineId: null };
  }
  const id = parseId('pipeline', pipelineId ?? '', 'input.pipelineId');
  if ((await findPipelines(transaction, [id])).length === 0)
    throw new Fault('NOT_FOUND', { what: 'pipeline', id }, 'input.pipelineId');
  return { challengerStrategyId: null, challengerPipelineId: id };
}

function mustDiffer(
  { challengerStrategyId, challengerPipelineId }: Challenger,
  champion: { championStrategyId: string | null; championPipelineId: string | null },
): void {
  if (challengerStrategyId !== null && challengerStrategyId === champion.championStrategyId)
    refuse('it is the strategy in force: there is nothing to try', 'input.strategyId');
  if (challengerPipelineId !== null && challengerPipelineId === champion.championPipelineId)
    refuse('it is the pipeline in force: there is nothing to try', 'input.pipelineId');
}

/** A pipeline that names its credit strategy leaves no place for another one. */
async function mustBeTried(
  transaction: TenantTransaction,
  { challengerStrategyId }: Challenger,
  championPipelineId: string | null,
): Promise<void> {
  if (challengerStrategyId === null || championPipelineId === null) return;
  const [pipeline] = await findPipelines(transaction, [championPipelineId]);
  if (pipeline && strategyStagesOf(pipeline.content).every(({ strategyId }) => strategyId !== null))
    refuse('the pipeline in force names its credit strategy: try another pipeline', 'input.strategyId');
}

/** Groups are counted by what a model calls protected and by nothing else: another attribute could tell whose slip it is. */
async function mustBeProtected(
  transaction: TenantTransaction,
  { fairness }: GuardRails,
  strategyIds: readonly (string | null)[],
): Promise<void> {
  if (fairness === null) return;
  const strategies = await findStrategies(
    transaction,
    strategyIds.flatMap((id) => id ?? []),
  );
  const models = await findModels(
    transaction,
    strategies.map(({ modelId }) => modelId),
  );
  if (models.some(({ protectedAttributes }) => protectedAttributes.includes(fairness.attribute))) return;
  refuse('no model of its strategies calls it protected', 'input.guardRails.fairness.attribute');
}

function refuse(problem: string, path: string): never {
  throw new Fault('EXPERIMENT_INVALID', { problem }, path);
}
