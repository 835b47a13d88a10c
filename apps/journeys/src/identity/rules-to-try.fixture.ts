import { randomUUID } from 'node:crypto';
import { credit, pipelineOf } from '../deciding/pipelines.fixture.js';
import { guardRails } from '../deciding/experiments.fixture.js';
import { dailyRate, limit, type Tenant } from '../harness/a-tenant.fixture.js';
import { smallestStrategy } from '../harness/decision-rules.fixture.js';
import { monitoringStrategy } from '../harness/monitoring-rules.fixture.js';

/** Rules of which a bank's staff has something to decide. */
export interface RulesToTry {
  readonly otherStrategyId: string;
  /** A pilot of another product, at its first share of two. */
  readonly pilotId: string;
}

export async function rulesToTry({ riskOfficer, modelId, strategyId }: Tenant): Promise<RulesToTry> {
  const content = smallestStrategy(limit, dailyRate);
  const published = { idempotencyKey: 'other', productCode: 'other', modelId, content };
  const { id: otherStrategyId } = await riskOfficer.do<{ id: string }>('publishStrategy', published, 'id');
  const pilot = { idempotencyKey: 'other', productCode: 'other', name: 'Pilot', mode: 'PILOT' };
  const { id: pilotId } = await riskOfficer.do<{ id: string }>(
    'startExperiment',
    { ...pilot, strategyId, steps: [100, 10_000], guardRails },
    'id',
  );
  return { otherStrategyId, pilotId };
}

/** For each operation on rules that may need two persons: a request. */
export const rulesToApprove = {
  publishPipeline: (_: Tenant, { otherStrategyId }: RulesToTry) => ({
    input: {
      idempotencyKey: randomUUID(),
      productCode: 'third',
      content: pipelineOf({ ...credit, strategyId: otherStrategyId }),
    },
    selection: 'id',
  }),
  startExperiment: ({ productCode }: Tenant, { otherStrategyId }: RulesToTry) => ({
    input: {
      ...{ idempotencyKey: randomUUID(), productCode, name: 'Trial', mode: 'SHADOW' },
      ...{ strategyId: otherStrategyId, guardRails },
    },
    selection: 'id',
  }),
  advanceExperiment: (_: Tenant, { pilotId }: RulesToTry) => ({
    input: { experimentId: pilotId, fromStep: 0 },
    selection: 'step',
  }),
  publishMonitoring: ({ productCode }: Tenant) => ({
    input: { idempotencyKey: randomUUID(), productCode, content: monitoringStrategy, coolDownDays: 30 },
    selection: 'id',
  }),
};
