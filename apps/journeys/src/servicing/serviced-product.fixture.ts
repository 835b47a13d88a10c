import { aBorrower, type Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { smallestStrategy } from '../harness/decision-rules.fixture.js';

/** Publishes a product with terms of its own beside the tenant's revolving one, and a strategy that grants `limit`; answers the product's id. */
export async function publishServiced(
  { productManager, approver, riskOfficer, modelId }: Tenant,
  code: string,
  more: Record<string, unknown>,
  limit = '20000.00',
): Promise<string> {
  const terms = {
    kind: 'REVOLVING',
    currency: 'CNY',
    limitMin: '1000.00',
    limitMax: '50000.00',
    dailyRateMin: '0.0002',
    dailyRateMax: '0.0005',
    drawMin: '100.00',
    termDays: 30,
    lineTermDays: 730,
    offerValidMinutes: 1440,
    ...more,
  };
  const product = await productManager.do<{ id: string; versions: { id: string }[] }>(
    'createProduct',
    { idempotencyKey: code, code, name: code, terms },
    'id versions { id }',
  );
  const productVersionId = product.versions[0]?.id ?? '';
  await productManager.do('submitProductVersion', { productVersionId }, 'status');
  await approver.do('approveProductVersion', { productVersionId }, 'status');
  await riskOfficer.do(
    'publishStrategy',
    {
      idempotencyKey: `strategy ${code}`,
      productCode: code,
      modelId,
      content: smallestStrategy(limit, '0.0004'),
    },
    'id',
  );
  return product.id;
}

/** A credit line under a product. */
export async function aLineUnder(tenant: Tenant, productId: string, reference: string): Promise<Line> {
  const { lender } = tenant;
  const borrower = await aBorrower(tenant, reference);
  const application = await lender.do<{ id: string; decision: { id: string }; offer: { id: string } | null }>(
    'applyForCredit',
    { idempotencyKey: `apply ${reference}`, borrowerId: borrower.id, productId },
    'id decision { id } offer { id }',
  );
  if (!application.offer) throw new Error('there is no offer');
  const signature = { method: 'ONE_TIME_CODE', reference: `code ${reference}`, textVersion: '2026-01' };
  const line = await lender.do<{ id: string }>(
    'acceptOffer',
    { idempotencyKey: `accept ${reference}`, offerId: application.offer.id, signature },
    'id',
  );
  return {
    ...borrower,
    borrowerId: borrower.id,
    applicationId: application.id,
    decisionId: application.decision.id,
    offerId: application.offer.id,
    lineId: line.id,
  };
}
