import type { Tenant } from '../harness/a-tenant.fixture.js';
import { guardRails } from '../deciding/experiments.fixture.js';
import { credit, pipelineOf, slow } from '../deciding/pipelines.fixture.js';
import { Caller } from '../harness/caller.fixture.js';

/** A key, where there can be one, a request that waits for a second person, an operator's access, and an export. */
export async function accountsOf(tenant: Tenant) {
  const { id: tenantId, world, owner, approver, lender, platform } = tenant;
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const key = { idempotencyKey: 'key', name: 'Notebook', roles: ['lender'], expiresAt };
  const made =
    world === 'SANDBOX'
      ? await owner.do<{ apiKey: { id: string } }>('createApiKey', key, 'apiKey { id }')
      : undefined;
  await owner.do('setFourEyes', { operations: ['createClient'] }, '__typename');
  const waiting = await owner.send(
    'mutation ($input: CreateClientInput!) { createClient(input: $input) { __typename } }',
    { input: { idempotencyKey: 'waits', name: 'Waits', roles: ['lender'] } },
  );
  const operator = new Caller(platform, platform.ready.users[0] ?? { username: '', password: '' });
  const { breakGlass } = await operator.do<{ breakGlass: { id: string } }>(
    'requestBreakGlass',
    { idempotencyKey: 'look', tenantId, environment: world, reason: 'A ticket of the tenant', minutes: 5 },
    'breakGlass { id }',
  );
  const input = { idempotencyKey: 'take' };
  const { extensions } = await owner.refusalOf('requestTenantArchive', input);
  await approver.do(
    'approveOperation',
    { approvalId: extensions.details['approvalId'] },
    'approval { status }',
  );
  const { id: tenantExportId } = await owner.do<{ id: string }>('requestTenantArchive', input, 'id');
  const { id: eventUploadId } = await lender.do<{ id: string }>(
    'beginEventUpload',
    { idempotencyKey: 'file', source: 'core', format: 'CSV' },
    'id',
  );
  return {
    tenantExportId,
    eventUploadId,
    ...(await anExperimentOf(tenant)),
    ...(await aBacktestOf(tenant)),
    apiKeyId: made?.apiKey.id ?? 'apikey_01jd0000000000000000000000',
    approvalId: /approval_[0-9a-z]{26}/.exec(JSON.stringify(waiting))?.[0] ?? '',
    breakGlassId: breakGlass.id,
  };
}

/** A pipeline and an experiment, for products that nobody applies for. */
async function anExperimentOf({ riskOfficer, strategyId, modelId }: Tenant) {
  const input = {
    idempotencyKey: 'pipeline',
    productCode: 'nobodys',
    content: pipelineOf({ ...credit, strategyId }),
  };
  const { id: pipelineId } = await riskOfficer.do<{ id: string }>('publishPipeline', input, 'id');
  const published = { idempotencyKey: 'untried', productCode: 'untried', modelId, content: slow };
  await riskOfficer.do('publishStrategy', published, 'id');
  const { id: experimentId } = await riskOfficer.do<{ id: string }>(
    'startExperiment',
    {
      ...{ idempotencyKey: 'untried', productCode: 'untried', name: 'untried', mode: 'SHADOW' },
      ...{ strategyId, guardRails },
    },
    'id',
  );
  return { pipelineId, experimentId };
}

/** On what the tenant has decided so far. */
async function aBacktestOf({ riskOfficer, strategyId }: Tenant) {
  const period = { productCode: 'revolving', decidedFrom: '2020-01-01T00:00:00Z' };
  const input = { idempotencyKey: 'backtest', ...period, strategyId };
  const { id: backtestId } = await riskOfficer.do<{ id: string }>('startBacktest', input, 'id');
  return { backtestId };
}
