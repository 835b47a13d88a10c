import type { Tenant } from './a-tenant.fixture.js';
import { eventually } from './eventually.fixture.js';

export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

export interface Borrower {
  readonly id: string;
  readonly consentId: string;
}

export interface Application {
  readonly id: string;
  readonly status: string;
  readonly receivedAt: string;
  readonly decision: {
    readonly id: string;
    readonly outcome: string;
    readonly limit: MoneyText | null;
    readonly reasons: readonly { readonly code: string; readonly text: string; readonly textZh: string }[];
  };
  readonly offer: { readonly id: string; readonly limit: MoneyText } | null;
}

export interface Line extends Borrower {
  readonly borrowerId: string;
  readonly applicationId: string;
  readonly decisionId: string;
  readonly offerId: string;
  readonly lineId: string;
}

export interface DrawnLoan {
  readonly id: string;
  readonly status: string;
  readonly principal: MoneyText;
}

const dayMs = 86_400_000;

export function yuan(amount: string): MoneyText {
  return { amount, currency: 'CNY' };
}

/** A customer who consented and has enough of a history: three payments, on each of the days before. */
export async function aBorrower(tenant: Tenant, reference: string, events = 3): Promise<Borrower> {
  const { lender } = tenant;
  const { id } = await lender.do<{ id: string }>(
    'createBorrower',
    {
      idempotencyKey: `borrower ${reference}`,
      borrower: { reference, attributes: { region: 'north', sex: 'f' } },
    },
    'id',
  );
  const consentId = await consentOf(tenant, id);
  if (events > 0) await lender.do('ingestEvents', { events: payments(id, reference, events) }, 'accepted');
  return { id, consentId };
}

export async function consentOf({ lender }: Tenant, borrowerId: string): Promise<string> {
  const { id } = await lender.do<{ id: string }>(
    'grantConsent',
    {
      idempotencyKey: `consent ${borrowerId}`,
      borrowerId,
      purpose: 'CREDIT_DECISION',
      textVersion: '2026-01',
      proof: `form ${borrowerId}`,
    },
    'id',
  );
  return id;
}

export function payments(borrowerId: string, reference: string, count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${reference}-${index}`,
    borrowerId,
    kind: 'payment',
    at: new Date(Date.now() - (index + 1) * dayMs).toISOString(),
    amount: '150.00',
    currency: 'CNY',
    direction: 'IN',
    counterparty: 'shop customer',
    channel: 'QR',
  }));
}

export function apply({ lender, productId }: Tenant, borrowerId: string): Promise<Application> {
  return lender.do<Application>(
    'applyForCredit',
    { idempotencyKey: `apply ${borrowerId}`, borrowerId, productId },
    `id status receivedAt decision { id outcome limit { amount currency } reasons { code text textZh } }
     offer { id limit { amount currency } }`,
  );
}

/** A credit line of 20,000.00 that nothing is drawn on. */
export async function aLine(tenant: Tenant, reference: string): Promise<Line> {
  const borrower = await aBorrower(tenant, reference);
  const { id: applicationId, decision, offer } = await apply(tenant, borrower.id);
  if (!offer) throw new Error(`there is no offer: ${JSON.stringify(decision)}`);
  const signature = { method: 'ONE_TIME_CODE', reference: `code ${reference}`, textVersion: '2026-01' };
  const line = await tenant.lender.do<{ id: string }>(
    'acceptOffer',
    { idempotencyKey: `accept ${offer.id}`, offerId: offer.id, signature },
    'id',
  );
  return {
    ...borrower,
    borrowerId: borrower.id,
    applicationId,
    decisionId: decision.id,
    offerId: offer.id,
    lineId: line.id,
  };
}

export function draw(
  { lender }: Tenant,
  creditLineId: string,
  amount: string,
  idempotencyKey: string,
): Promise<DrawnLoan> {
  return lender.do<DrawnLoan>(
    'drawDown',
    { idempotencyKey, creditLineId, amount: yuan(amount) },
    'id status principal { amount currency }',
  );
}

/** A loan that was paid out. */
export async function aLoan(tenant: Tenant, lineId: string, amount: string, key: string): Promise<string> {
  const { id } = await draw(tenant, lineId, amount, key);
  await untilSettled(tenant, id);
  return id;
}

/** Waits until the bank's word on a loan is in the books; answers its status then. */
export async function untilSettled({ lender }: Tenant, loanId: string, patienceMs = 30_000): Promise<string> {
  return eventually(patienceMs, async () => {
    const { loan } = await lender.ask<{ loan: { status: string } }>(
      'query ($id: ID!) { loan(id: $id) { status } }',
      { id: loanId },
    );
    return ['PENDING', 'DISBURSING'].includes(loan.status) ? undefined : loan.status;
  });
}
