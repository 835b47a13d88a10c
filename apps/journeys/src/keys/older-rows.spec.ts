import { aLine, type Application, type Line } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import { destroyPlatforms, newPlatform } from '../harness/running-platform.fixture.js';

jest.setTimeout(180_000);

const platform = newPlatform();
let bank: Tenant;
let line: Line;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
  line = await aLine(bank, 'Wang');
  await asBeforeSealing();
});
afterAll(destroyPlatforms);

/** What a database holds that was filled before anything was sealed. */
async function asBeforeSealing(): Promise<void> {
  const facts = await queryAll<{ attributes: string }>(
    platform,
    'SELECT attributes::text FROM risk.decision LIMIT 1',
  );
  expect(facts).toEqual([{ attributes: '{}' }]);
  await queryAll(
    platform,
    `UPDATE lending.borrower SET reference = 'Wang', attributes = '{"region": "north", "sex": "f"}', data_key = NULL, reference_sealed = NULL,
       reference_index = NULL, attributes_sealed = NULL WHERE id = $1`,
    [line.borrowerId],
  );
  await queryAll(
    platform,
    `UPDATE risk.event SET counterparty = 'shop ' || id, channel = 'QR', fields = '{"note": "old"}', data_key = NULL, detail_sealed = NULL
     WHERE borrower_id = $1`,
    [line.borrowerId],
  );
  await queryAll(platform, `UPDATE lending.offer SET signature = signature || '{"reference": "code 4711"}'`);
  await queryAll(platform, `UPDATE tenant.consent SET proof = 'signed on paper' WHERE borrower_id = $1`, [
    line.borrowerId,
  ]);
  await queryAll(
    platform,
    `UPDATE tenant.bank_connection SET connection = connection || '{"apiKey": "an old key"}' WHERE tenant_id = $1 AND environment = 'sandbox'`,
    [bank.id],
  );
}

const seen = async (filter: string) =>
  (
    await bank.lender.ask<{ borrowers: { edges: { node: unknown }[] } }>(
      `{ borrowers(first: 5, ${filter}) { edges { node { id reference attributes } } } }`,
    )
  ).borrowers.edges.map(({ node }) => node);

const wang = () => [{ id: line.borrowerId, reference: 'Wang', attributes: { region: 'north', sex: 'f' } }];

async function provesConsent(): Promise<unknown> {
  const { consentEvidence } = await bank.owner.ask<{ consentEvidence: unknown }>(
    'query ($id: ID!) { consentEvidence(consentId: $id) { proof } }',
    { id: line.consentId },
  );
  return consentEvidence;
}

const applyAgain = (key: string) =>
  bank.lender.do<Pick<Application, 'decision'>>(
    'applyForCredit',
    { idempotencyKey: key, borrowerId: line.borrowerId, productId: bank.productId },
    'decision { outcome }',
  );

describe('what was stored before anything was sealed', () => {
  it('is found, read and decided on as ever', async () => {
    expect(await seen('reference: "Wang"')).toEqual(wang());
    expect(await provesConsent()).toEqual({ proof: 'signed on paper' });
    expect((await applyAgain('before')).decision.outcome).toBe('APPROVE');
  });

  it('is sealed by a job for the tenant, and reads the same afterwards', async () => {
    await queryAll(platform, `SELECT tenant.seal_later($1, 'sandbox', 0)`, [bank.id]);
    await eventually(30_000, async () => {
      const [row] = await queryAll<{ clear: string }>(
        platform,
        `SELECT (SELECT count(*) FROM lending.borrower WHERE reference IS NOT NULL)
              + (SELECT count(*) FROM risk.event WHERE fields IS NOT NULL)
              + (SELECT count(*) FROM lending.offer WHERE signature ->> 'reference' NOT LIKE 'fx1.%')
              + (SELECT count(*) FROM tenant.consent WHERE proof NOT LIKE 'fx1.%')
              + (SELECT count(*) FROM tenant.bank_connection WHERE connection ->> 'apiKey' NOT LIKE 'fx1.%') AS clear`,
      );
      return row?.clear === '0' ? true : undefined;
    });
    expect(await seen('reference: "Wang"')).toEqual(wang());
    expect(await provesConsent()).toEqual({ proof: 'signed on paper' });
    expect((await applyAgain('after')).decision.outcome).toBe('APPROVE');
  });

  it('is changed by a new import and not brought in twice', async () => {
    const imported = await bank.lender.do(
      'importBorrowers',
      { idempotencyKey: 'again', borrowers: [{ reference: 'Wang', attributes: { region: 'south' } }] },
      'created updated borrowerIds',
    );
    expect(imported).toEqual({ created: 0, updated: 1, borrowerIds: [line.borrowerId] });
  });
});
