import type { Tenant } from '../harness/a-tenant.fixture.js';
import { smallestStrategy } from '../harness/decision-rules.fixture.js';
import { BacktestDesk } from '../deciding/backtests.fixture.js';
import { changed } from '../deciding/changed-strategy.fixture.js';
import { guardRails } from '../deciding/experiments.fixture.js';
import { credit, pipelineOf, publishStrategy } from '../deciding/pipelines.fixture.js';

/** So many pipelines and experiments of products that nobody applies for, and backtests of the bank's own; answers one of these. */
export async function rulesToTry(bank: Tenant, count: number): Promise<string> {
  const { riskOfficer, strategyId } = bank;
  for (let index = 0; index < count; index += 1) {
    const piped = { idempotencyKey: `piped ${index}`, productCode: `piped-${index}` };
    const content = pipelineOf({ ...credit, strategyId });
    await riskOfficer.do('publishPipeline', { ...piped, content }, 'id');
    const productCode = `tried-${index}`;
    await publishStrategy(bank, productCode, smallestStrategy('1000.00', '0.0004'));
    const experiment = { idempotencyKey: productCode, productCode, name: 'Trial', mode: 'SHADOW' };
    await riskOfficer.do('startExperiment', { ...experiment, strategyId, guardRails }, 'id');
  }
  const desk = new BacktestDesk(() => bank);
  const strict = changed(({ rules }) => Object.assign(rules[0] ?? {}, { history: '>= 99' }));
  let id = '';
  for (let index = 0; index < count; index += 1)
    ({ id } = await desk.run({ decidedFrom: '2020-01-01T00:00:00Z', strategy: strict }));
  return id;
}
