import pg from 'pg';
import type { Application } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';

export interface PipelineStage extends Record<string, unknown> {
  readonly name: string;
  readonly kind: string;
  readonly inputs: readonly string[];
}

export const preparing: readonly PipelineStage[] = [
  { name: 'consents', kind: 'consents', inputs: [] },
  { name: 'data', kind: 'data', inputs: ['consents'], sources: {} },
  { name: 'indicators', kind: 'indicators', inputs: ['data'] },
  { name: 'signals', kind: 'signals', inputs: ['data'] },
  { name: 'models', kind: 'models', inputs: ['data', 'indicators', 'signals'] },
];

export const credit: PipelineStage = {
  name: 'credit',
  kind: 'credit',
  inputs: ['data', 'indicators', 'signals', 'models'],
  strategyId: null,
  budgetMs: 1_000,
};

export function pipelineOf(...strategies: readonly PipelineStage[]) {
  return { format: 'fanxing-pipeline/1', budgetMs: 3_000, stages: [...preparing, ...strategies] };
}

/** With a fallback for events that are not there within so many milliseconds. */
export function pipelineWithout(whenDown: unknown) {
  const stages = preparing.map((stage) =>
    stage.kind === 'data' ? { ...stage, sources: { events: { budgetMs: 200, whenDown } } } : stage,
  );
  return { format: 'fanxing-pipeline/1', budgetMs: 3_000, stages: [...stages, credit] };
}

/** A strategy of expressions alone. */
export function expressions(values: Readonly<Record<string, string>>): unknown {
  const list = Object.entries(values).map(([key, value]) => ({ id: key, key, value }));
  return {
    nodes: [
      { id: 'in', type: 'inputNode', name: 'In' },
      { id: 'work', type: 'expressionNode', name: 'Work', content: { expressions: list } },
      { id: 'out', type: 'outputNode', name: 'Out' },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'work' },
      { id: 'b', sourceId: 'work', targetId: 'out' },
    ],
  };
}

const thousand = `[${Array.from({ length: 1_000 }, (_, place) => place).join(', ')}]`;
/** Half a million turns of loops with a sum of a thousand numbers in each: far more than ten seconds. */
export const slow = expressions({
  list: thousand,
  total: 'sum(map($.list, sum(map($.list, sum($.list) - sum($.list)))))',
});

export async function publishStrategy(
  tenant: Tenant,
  productCode: string,
  content: unknown,
): Promise<string> {
  const { riskOfficer, modelId } = tenant;
  const input = { idempotencyKey: `strategy ${productCode}`, productCode, modelId, content };
  return (await riskOfficer.do<{ id: string }>('publishStrategy', input, 'id')).id;
}

let publications = 0;

export function pipelineInput({ productCode }: Tenant, content: unknown): Record<string, unknown> {
  publications += 1;
  return { idempotencyKey: `pipeline ${publications}`, productCode, content };
}

export async function publishPipeline(tenant: Tenant, content: unknown): Promise<string> {
  return (
    await tenant.riskOfficer.do<{ id: string }>('publishPipeline', pipelineInput(tenant, content), 'id')
  ).id;
}

let applications = 0;

/** An application of somebody who may have applied before. */
export function applyAgain({ lender, productId }: Tenant, borrowerId: string): Promise<Application> {
  applications += 1;
  return lender.do<Application>(
    'applyForCredit',
    { idempotencyKey: `again ${applications}`, borrowerId, productId },
    'id decision { id outcome limit { amount currency } reasons { code text textZh } }',
  );
}

/** Does something while a table of the risk service can not be read; no event of any borrower, where none is named. */
export async function whileDown<T>(
  { platform }: Tenant,
  work: () => Promise<T>,
  table: 'event' | 'lender_question' = 'event',
): Promise<T> {
  const client = new pg.Client({ connectionString: platform.ready.databaseUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(`LOCK TABLE risk.${table} IN ACCESS EXCLUSIVE MODE`);
    return await work();
  } finally {
    await client.end();
  }
}
