import { yuan } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';

/** What only the books know: something proposed, and a statement of the bank's. */
export async function booksOf({
  owner,
}: Tenant): Promise<{ ledgerProposalId: string; bankStatementId: string }> {
  const lines = [
    { accountCode: '1001', side: 'DEBIT', amount: yuan('1.00') },
    { accountCode: '4001', side: 'CREDIT', amount: yuan('1.00') },
  ];
  const proposal = await owner.do<{ id: string }>(
    'postJournalEntry',
    { idempotencyKey: 'funds', bookedOn: '2026-01-01', reason: 'funds put in', lines },
    'id',
  );
  const content = 'reference,bookedOn,amount,currency\nnobody,2026-01-01,1.00,CNY';
  const { statements } = await owner.do<{ statements: { id: string }[] }>(
    'importBankStatement',
    { idempotencyKey: 'statement', format: 'CSV', reference: 'January', content },
    'statements { id }',
  );
  return { ledgerProposalId: proposal.id, bankStatementId: statements[0]?.id ?? '' };
}
