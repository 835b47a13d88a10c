import type { CurrencyCode } from '@fanxing/kernel';
import type { RemainderRule } from '@fanxing/ledger-domain';
import type { TenantReading } from '@fanxing/runtime/database';

/** What stands in one account for one shared loan, and the agreement by which it is shared. */
export interface SharedBalance extends Record<string, unknown> {
  readonly loanId: string;
  readonly currency: CurrencyCode;
  readonly code: string;
  /** Debits less credits. */
  readonly minor: string;
  readonly parties: readonly string[];
  readonly parts: readonly string[];
  readonly whole: string;
  readonly remainder: RemainderRule;
  /** Counts from 1. */
  readonly lead: number;
}

/** The whole sub-ledger of every shared loan, account by account. */
export async function readSharedBalances({ query, context }: TenantReading): Promise<SharedBalance[]> {
  return query<SharedBalance>(
    'read shared balances',
    `SELECT sub.loan_id AS "loanId", loan.currency, sub.code, sum(sub.amount_minor)::text AS minor, agreement.parties, agreement.parts,
            agreement.whole::text, agreement.remainder, agreement.lead
     FROM lending.loan_funding AS funding
     JOIN lending.funding_agreement AS agreement ON agreement.tenant_id = funding.tenant_id AND agreement.environment = funding.environment
       AND agreement.id = funding.agreement_id
     JOIN lending.loan ON loan.tenant_id = funding.tenant_id AND loan.environment = funding.environment AND loan.id = funding.loan_id
     JOIN lending.sub_ledger AS sub ON sub.tenant_id = funding.tenant_id AND sub.environment = funding.environment AND sub.loan_id = funding.loan_id
     WHERE funding.tenant_id = $1 AND funding.environment = $2
     GROUP BY sub.loan_id, loan.currency, sub.code, agreement.parties, agreement.parts, agreement.whole, agreement.remainder, agreement.lead
     ORDER BY sub.loan_id, sub.code`,
    [context.tenantId, context.environment],
  );
}
