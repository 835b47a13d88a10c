import type { BusinessDate } from '@fanxing/kernel';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface StatementRow extends Record<string, unknown> {
  readonly booked_on: BusinessDate;
  readonly kind: string;
  readonly entry_id: string;
  readonly paid_minor: string;
  readonly principal_minor: string;
  readonly interest_minor: string;
  readonly fee_minor: string;
  readonly penalty_minor: string;
  readonly outstanding_minor: string;
}

const linesMax = 4_000;

/** A loan's entries between two days, both included, oldest first. */
export function readStatement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
  from: BusinessDate | null,
  to: BusinessDate | null,
): Promise<StatementRow[]> {
  return database.call<StatementRow>(context, 'lending.loan_statement', [loanId, from, to, linesMax]);
}
