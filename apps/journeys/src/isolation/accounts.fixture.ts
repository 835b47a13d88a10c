import type { Tenant } from '../harness/a-tenant.fixture.js';
import { credit, pipelineOf } from '../deciding/pipelines.fixture.js';
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
    pipelineId: await aPipelineOf(tenant),
    apiKeyId: made?.apiKey.id ?? 'apikey_01jd0000000000000000000000',
    approvalId: /approval_[0-9a-z]{26}/.exec(JSON.stringify(waiting))?.[0] ?? '',
    breakGlassId: breakGlass.id,
  };
}

/** For a product that nobody applies for. */
async function aPipelineOf({ riskOfficer, strategyId }: Tenant): Promise<string> {
  const input = {
    idempotencyKey: 'pipeline',
    productCode: 'nobodys',
    content: pipelineOf({ ...credit, strategyId }),
  };
  return (await riskOfficer.do<{ id: string }>('publishPipeline', input, 'id')).id;
}
