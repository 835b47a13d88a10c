import { apply, payments, type Application } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';

export interface Agreeing {
  readonly borrowerId: string;
  readonly consentId: string;
}

export interface Applicant extends Agreeing {
  readonly application: Application;
}

/** A borrower with a number and a telephone who agrees that other lenders are asked; `agrees` null: who does not. */
export async function anAgreeing(
  { lender }: Tenant,
  reference: string,
  identifiers: object,
  agrees: object | null = {},
): Promise<Agreeing> {
  const borrower = { reference, attributes: { region: 'north', sex: 'f' }, ...identifiers };
  const { id } = await lender.do<{ id: string }>(
    'createBorrower',
    { idempotencyKey: `lenders ${reference}`, borrower },
    'id',
  );
  const agree = (purpose: string, more: object = {}) =>
    lender.do<{ id: string }>(
      'grantConsent',
      {
        ...{ idempotencyKey: `${purpose} ${id}`, borrowerId: id, purpose, textVersion: '2026-01' },
        ...{ proof: `form ${id}`, ...more },
      },
      'id',
    );
  await agree('CREDIT_DECISION');
  const consent = agrees === null ? { id: '' } : await agree('CROSS_TENANT_SIGNALS', agrees);
  await lender.do('ingestEvents', { events: payments(id, reference, 3) }, 'accepted');
  return { borrowerId: id, consentId: consent.id };
}

/** The same, who applied. */
export async function anApplicant(
  bank: Tenant,
  reference: string,
  identifiers: object,
  agrees: object | null = {},
): Promise<Applicant> {
  const agreeing = await anAgreeing(bank, reference, identifiers, agrees);
  return { ...agreeing, application: await apply(bank, agreeing.borrowerId) };
}

/** What a bank left for others. */
export async function tracesOf({ platform, id }: Tenant): Promise<Record<string, unknown>[]> {
  return queryAll(
    platform,
    `SELECT kind, borrower_id, encode(person_token, 'hex') AS person, encode(phone_token, 'hex') AS phone FROM risk.lender_trace
     WHERE tenant_id = $1 ORDER BY kind, subject_id`,
    [id],
  );
}

export function untilTraced(bank: Tenant, borrowerId: string): Promise<Record<string, unknown>[]> {
  return eventually(10_000, async () => {
    const traces = await tracesOf(bank);
    return traces.some((trace) => trace['borrower_id'] === borrowerId) ? traces : undefined;
  });
}

/** Traces of a borrower at another lender, as if it were on the platform: of `from`'s token, some days ago. */
export async function seenElsewhere(
  from: Tenant,
  borrowerId: string,
  { tenantId, environment = 'sandbox', daysAgo, count }: Elsewhere,
): Promise<void> {
  await queryAll(
    from.platform,
    `INSERT INTO risk.lender_trace
     SELECT $2, $3, t.borrower_id || n, 'APPLICATION', 'b', 'c', t.person_token, t.phone_token, (now() AT TIME ZONE 'UTC')::date - $4::int
     FROM risk.lender_trace t, generate_series(1, $5::int) n WHERE t.tenant_id = $1 AND t.borrower_id = $6`,
    [from.id, tenantId, environment, daysAgo, count, borrowerId],
  );
}

interface Elsewhere {
  readonly tenantId: string;
  readonly environment?: 'sandbox' | 'live';
  readonly daysAgo: number;
  readonly count: number;
}
