import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { Allotment } from '@fanxing/lending-domain';
import type { Part, TenantTransaction } from '@fanxing/runtime/database';

export interface RepaymentRow extends Record<string, unknown> {
  readonly id: string;
  readonly loanId: string;
  readonly amountMinor: string;
  readonly interestMinor: string;
  readonly principalMinor: string;
  readonly feeMinor: string;
  readonly penaltyMinor: string;
  /** Beyond the debt. */
  readonly creditMinor: string;
  readonly currency: CurrencyCode;
  readonly bookedOn: BusinessDate;
  readonly receivedAt: Instant;
  /** What undid it; null while it stands. */
  readonly reversalId: string | null;
}

const selectRepayment = `
  SELECT id, "loanId", "amountMinor"::text, "interestMinor"::text, "principalMinor"::text, "feeMinor"::text, "penaltyMinor"::text,
         "creditMinor"::text, currency, "bookedOn", "receivedAt", "reversalId"
  FROM lending.shown_repayment WHERE tenant_id = $1 AND environment = $2`;

export async function findRepayment(
  { query, context }: TenantTransaction,
  id: string,
): Promise<RepaymentRow | undefined> {
  const [row] = await query<RepaymentRow>('find repayment', `${selectRepayment} AND id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

/** Several repayments at once, in no order. */
export async function readRepaymentsById(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<RepaymentRow[]> {
  return query<RepaymentRow>('read repayments by id', `${selectRepayment} AND id = ANY ($3)`, [
    context.tenantId,
    context.environment,
    ids,
  ]);
}

/** A part of each loan's repayments, oldest first. */
export async function readRepaymentsOf(
  { query, context }: TenantTransaction,
  loanIds: readonly string[],
  { first, afterId }: Part,
): Promise<RepaymentRow[]> {
  return query<RepaymentRow>(
    'read repayments of loans',
    `SELECT shown.* FROM unnest($3::text[]) AS loan (of_loan) CROSS JOIN LATERAL (
       ${selectRepayment} AND "loanId" = of_loan AND ($4::text IS NULL OR id > $4) ORDER BY id LIMIT $5) AS shown
     ORDER BY shown.id`,
    [context.tenantId, context.environment, loanIds, afterId, first],
  );
}

/** The parts of a repayment as SQL reads them. */
export function writtenAllotment(allotment: Allotment): Record<string, string> {
  return {
    principalMinor: allotment.principalMinor.toString(),
    interestMinor: allotment.interestMinor.toString(),
    feeMinor: allotment.feeMinor.toString(),
    penaltyMinor: allotment.penaltyMinor.toString(),
    creditMinor: allotment.creditMinor.toString(),
  };
}
