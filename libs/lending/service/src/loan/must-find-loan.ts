import { Fault, parseId } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { findLoan, type LoanRow } from './loan.store.js';

/** The loan that an input names. Fails with NOT_FOUND. */
export async function mustFindLoan(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
): Promise<LoanRow> {
  const row = await findLoan(database, context, parseId('loan', loanId, 'input.loanId'));
  if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id: loanId }, 'input.loanId');
  return row;
}
