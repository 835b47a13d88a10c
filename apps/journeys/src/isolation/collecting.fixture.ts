import { yuan, type Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { misbehave } from '../harness/sandbox-bank.fixture.js';

/** A mandate, a collection that the bank refuses, and a case. In live no clock can make a loan overdue: the case is put there. */
export async function collectingOf(
  { lender, platform, id: tenantId, world }: Tenant,
  { borrowerId }: Line,
  loanId: string,
): Promise<{ collectionId: string; mandateId: string; collectionCaseId: string }> {
  const mandate = await lender.do<{ id: string }>(
    'recordMandate',
    { idempotencyKey: 'mandate', borrowerId, reference: 'M1', accountReference: 'the same account' },
    'id',
  );
  await misbehave(platform, { insufficientFundsShare: 1 });
  const collection = await lender.do<{ id: string }>(
    'collectRepayment',
    { idempotencyKey: 'collect', loanId, amount: yuan('1.00') },
    'id',
  );
  const collectionCaseId = loanId.replace(/^loan/, 'case');
  await queryAll(
    platform,
    `INSERT INTO lending.collection_case (tenant_id, environment, id, loan_id, borrower_id, status, opened_on, opened_bucket)
     VALUES ($1, $2, $3, $4, $5, 'OPEN', '2026-01-01', 'M1')`,
    [tenantId, world.toLowerCase(), collectionCaseId, loanId, borrowerId],
  );
  return { collectionId: collection.id, mandateId: mandate.id, collectionCaseId };
}
