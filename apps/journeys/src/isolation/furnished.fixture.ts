import { aBorrower, aLine, aLoan, apply, yuan, type Line } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import { queryAll } from '../harness/auditor.fixture.js';
import { watchingOf } from '../harness/watching.fixture.js';
import { accountsOf } from './accounts.fixture.js';
import { booksOf } from './books.fixture.js';
import { collectingOf } from './collecting.fixture.js';
import { idsOf, type Ids } from './reach.fixture.js';

export interface Furnished {
  readonly tenant: Tenant;
  readonly line: Line;
  readonly ids: Ids;
}

/** A bank that lends. The same names, codes and keys for everybody: what is unique is unique within a tenant's world. */
export async function lending(tenant: Tenant): Promise<Furnished> {
  const line = await aLine(tenant, 'Wang');
  const loanId = await aLoan(tenant, line.lineId, '5000.00', 'the same key');
  const { id: repaymentId } = await tenant.lender.do<{ id: string }>(
    'repay',
    { idempotencyKey: 'repay', loanId, amount: yuan('1000.00') },
    'id',
  );
  const unmatched = await tenant.lender.do<{ id: string }>(
    'recordIncomingPayment',
    { idempotencyKey: 'payment', bankReference: 'B1', reference: 'nobody', amount: yuan('1.00') },
    'id',
  );
  const waiting = await aBorrower(tenant, 'Li');
  const { offer } = await apply(tenant, waiting.id);
  const [entry] = await queryAll(tenant.platform, 'SELECT id FROM ledger.journal_entry WHERE cause_id = $1', [
    loanId,
  ]);
  const subjectRequest = await tenant.lender.do<{ id: string }>(
    'openSubjectRequest',
    { idempotencyKey: 'ask', borrowerId: line.borrowerId, kind: 'ACCESS' },
    'id',
  );
  const more = {
    openOfferId: offer?.id ?? '',
    loanId,
    repaymentId,
    incomingPaymentId: unmatched.id,
    entryId: entry?.['id'] ?? '',
    subjectRequestId: subjectRequest.id,
    ...(await booksOf(tenant)),
    ...(await collectingOf(tenant, line, loanId)),
    ...(await accountsOf(tenant)),
    ...(await watchingOf(tenant, [line.borrowerId])),
  };
  return { tenant, line, ids: idsOf(tenant, line, more) };
}
