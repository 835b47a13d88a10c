import { aBorrower, apply, payments, type Borrower } from '../harness/a-loan.fixture.js';
import { aTenant, type Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { destroyPlatforms } from '../harness/running-platform.fixture.js';
import { sharedPlatform } from '../harness/shared-platform.fixture.js';

jest.setTimeout(180_000);

const platform = sharedPlatform();
let bank: Tenant;

beforeAll(async () => {
  await platform.start();
  bank = await aTenant(platform, 'north');
});
afterAll(destroyPlatforms);

const withdraw = (consentId: string) => bank.lender.do('withdrawConsent', { consentId }, 'withdrawnAt');

/** Every pipeline that takes or uses a borrower's data with the consent to credit decisions, as its mutation. */
const pipelines = (borrower: Borrower, place: number): Record<string, [string, object]> => ({
  events: [
    'IngestEvents',
    { events: [{ ...payments(borrower.id, `more-${borrower.id}`, 1)[0], id: `${borrower.id}-${place}` }] },
  ],
  application: [
    'ApplyForCredit',
    { idempotencyKey: `${borrower.id}-${place}`, borrowerId: borrower.id, productId: bank.productId },
  ],
});

/** Does the same over and over until it is refused, and withdraws the consent after so many; answers how often it was done and the refusal. */
async function untilRefused(
  what: string,
  borrower: Borrower,
  withdrawnAfter: number,
): Promise<{ done: number; code: string | undefined }> {
  let withdrawal: Promise<unknown> | undefined;
  for (let done = 0; ; done += 1) {
    if (done === withdrawnAfter) withdrawal = withdraw(borrower.consentId);
    const [type, input] = pipelines(borrower, done)[what] ?? ['', {}];
    const name = `${type.charAt(0).toLowerCase()}${type.slice(1)}`;
    const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename } }`;
    const { errors } = await bank.lender.send(query, { input });
    if (errors.length === 0) continue;
    await withdrawal;
    return { done, code: errors[0]?.extensions.code };
  }
}

describe.each(['events', 'application'])('a stream of %s', (what) => {
  it('ends when the consent is withdrawn in the middle of it', async () => {
    const borrowers = await Promise.all(
      Array.from({ length: 8 }, (_, place) => aBorrower(bank, `${what}-${place}`)),
    );
    const ends = await Promise.all(
      borrowers.map((borrower, place) => untilRefused(what, borrower, place + 1)),
    );
    expect(ends.map(({ code }) => code)).toEqual(borrowers.map(() => 'CONSENT_REQUIRED'));
    for (const [place, { done }] of ends.entries()) expect(done).toBeGreaterThan(place);
  });
});

it('nothing was taken in, decided or promised later than a second after', async () => {
  const late = await queryAll<{ what: string; ms: string }>(
    platform,
    `SELECT what, extract(epoch FROM at - withdrawn_at) * 1000 AS ms FROM (
       SELECT 'event' AS what, e.received_at AS at, c.withdrawn_at FROM risk.event e JOIN tenant.consent c USING (tenant_id, environment, borrower_id)
       UNION ALL SELECT 'decision', d.decided_at, c.withdrawn_at FROM risk.decision d JOIN tenant.consent c ON c.id = d.consent_id
       UNION ALL SELECT 'application', a.received_at, c.withdrawn_at FROM lending.application a JOIN tenant.consent c ON c.id = a.consent_id
     ) AS done WHERE at > withdrawn_at ORDER BY 2 DESC`,
  );
  const [worst] = late;
  if (worst)
    process.stderr.write(`after a withdrawal: ${worst.what} ${Number(worst.ms).toFixed(0)} ms later\n`);
  expect(late.filter(({ ms }) => Number(ms) > 1_000)).toEqual([]);
});

describe('what was derived', () => {
  it('is reached: decisions are marked, offers lapse, applications end', async () => {
    const rows = await queryAll<{ left: string }>(
      platform,
      `SELECT count(*)::text AS left FROM tenant.consent c
       LEFT JOIN risk.decision d ON d.consent_id = c.id LEFT JOIN lending.application a ON a.consent_id = c.id
       LEFT JOIN lending.offer o ON o.application_id = a.id
       WHERE c.withdrawn_at IS NOT NULL
         AND (d.unusable_since IS NULL AND d.id IS NOT NULL OR a.status IN ('RECEIVED', 'DECIDING', 'APPROVED') OR o.status = 'OPEN')`,
    );
    expect(rows).toEqual([{ left: '0' }]);
  });
});

describe('each purpose', () => {
  it.each([
    'CREDIT_DECISION',
    'MARKETING',
    'CROSS_TENANT_SIGNALS',
    'TEXT_ANALYSIS',
    'LOCATION_ANALYSIS',
    'MONITORING',
    'COLLECTION',
  ])('%s ends at once when its consent is withdrawn, and no other does', async (purpose) => {
    const { id: borrowerId, consentId } = await aBorrower(bank, `of ${purpose}`);
    const grant = async (of: string) =>
      (
        await bank.lender.do<{ id: string }>(
          'grantConsent',
          {
            idempotencyKey: `${of} ${borrowerId}`,
            ...{ borrowerId, purpose: of, textVersion: '2026-01', proof: 'form' },
          },
          'id',
        )
      ).id;
    const granted = purpose === 'CREDIT_DECISION' ? consentId : await grant(purpose);
    const other = purpose === 'MONITORING' ? 'MARKETING' : 'MONITORING';
    await grant(other);
    const read = async (of: string): Promise<string | undefined> => {
      const query =
        'query ($id: ID!, $purpose: ConsentPurpose!) { events(borrowerId: $id, purpose: $purpose) { kind } }';
      const { errors } = await bank.lender.send(query, { id: borrowerId, purpose: of });
      return errors[0]?.extensions.code;
    };
    expect([await read(purpose), await read(other)]).toEqual([undefined, undefined]);
    await withdraw(granted);
    expect([await read(purpose), await read(other)]).toEqual(['CONSENT_REQUIRED', undefined]);
  });
});

it('a decision that was under way when the consent went does not come back as an offer by repeating it', async () => {
  const borrower = await aBorrower(bank, 'repeated');
  const { id } = await apply(bank, borrower.id);
  await withdraw(borrower.consentId);
  const { applyForCredit } = await bank.lender.ask<{ applyForCredit: { id: string; status: string } }>(
    `mutation ($input: ApplyForCreditInput!) { applyForCredit(input: $input) { id status } }`,
    { input: { idempotencyKey: `apply ${borrower.id}`, borrowerId: borrower.id, productId: bank.productId } },
  );
  expect(applyForCredit).toEqual({ id, status: 'WITHDRAWN' });
});
