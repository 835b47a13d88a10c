import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { EntryLines } from '@fanxing/ledger-store';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import type { InterestLines } from '../day/interest-bookings.js';

export interface RepaymentRow extends Record<string, unknown> {
  readonly id: string;
  readonly loanId: string;
  readonly amountMinor: string;
  readonly interestMinor: string;
  readonly principalMinor: string;
  readonly currency: CurrencyCode;
  readonly bookedOn: BusinessDate;
  readonly receivedAt: Instant;
}

const selectRepayment = `
  SELECT id, loan_id AS "loanId", amount_minor::text AS "amountMinor", interest_minor::text AS "interestMinor",
         principal_minor::text AS "principalMinor", currency, booked_on AS "bookedOn", received_at AS "receivedAt"
  FROM lending.repayment WHERE tenant_id = $1 AND environment = $2`;

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

export async function readRepaymentsOf(
  { query, context }: TenantTransaction,
  loanId: string,
): Promise<RepaymentRow[]> {
  return query<RepaymentRow>('read repayments', `${selectRepayment} AND loan_id = $3 ORDER BY id`, [
    context.tenantId,
    context.environment,
    loanId,
  ]);
}

export interface BookedRepayment {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: string;
  readonly loanId: string;
  readonly on: BusinessDate;
  readonly currency: CurrencyCode;
  /** As `lending.repay` reads it. */
  readonly repayment: Record<string, string>;
  readonly loan: Record<string, unknown>;
  readonly interest: InterestLines;
  readonly lines: EntryLines;
  readonly event: OutboxEvent;
}

/** Books a repayment in one call; answers its id, or that of the one which the same key booked before. */
export async function bookRepayment(
  database: ServiceDatabase,
  context: TenantContext,
  given: BookedRepayment,
): Promise<string> {
  const [row] = await database.call<{ repayment_id: string }>(context, 'lending.repay', [
    given.key,
    given.requestHash,
    given.actor,
    given.loanId,
    given.on,
    given.currency,
    JSON.stringify(given.repayment),
    JSON.stringify([given.loan]),
    JSON.stringify(given.interest.bookings),
    given.interest.codes,
    given.interest.sides,
    given.lines.codes,
    given.lines.sides,
    given.lines.amountsMinor,
    JSON.stringify(given.event),
  ]);
  if (!row) throw new Error('a booked repayment was not returned');
  return row.repayment_id;
}
