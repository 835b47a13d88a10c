import type { CurrencyCode, Instant } from '@fanxing/kernel';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';

export type IncomingPaymentStatus = 'RECEIVED' | 'MATCHED' | 'UNMATCHED' | 'RETURNED';

export interface IncomingPaymentRow extends Record<string, unknown> {
  readonly id: string;
  readonly bankReference: string;
  readonly loanId: string | null;
  readonly amountMinor: string;
  readonly currency: CurrencyCode;
  readonly status: IncomingPaymentStatus;
  readonly problem: string | null;
  readonly repaymentId: string | null;
  readonly receivedAt: Instant;
}

const selectPayment = `
  SELECT id, bank_reference AS "bankReference", loan_id AS "loanId", amount_minor::text AS "amountMinor", currency, status, problem,
         repayment_id AS "repaymentId", received_at AS "receivedAt"
  FROM lending.incoming_payment WHERE tenant_id = $1 AND environment = $2`;

export interface NotedPayment {
  readonly id: string;
  readonly bankReference: string;
  readonly loanId: string | null;
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
}

/** Notes a payment, or answers the one that the bank's reference names already. */
export async function notePayment(
  { query, context }: TenantTransaction,
  payment: NotedPayment,
): Promise<IncomingPaymentRow> {
  const { id, bankReference, loanId, amountMinor, currency } = payment;
  await query(
    'note incoming payment',
    `INSERT INTO lending.incoming_payment (tenant_id, environment, id, bank_reference, loan_id, amount_minor, currency, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'RECEIVED') ON CONFLICT (tenant_id, environment, bank_reference) DO NOTHING`,
    [context.tenantId, context.environment, id, bankReference, loanId, amountMinor.toString(), currency],
  );
  const row = await findNotedPayment({ query, context }, bankReference);
  if (!row) throw new Error('a noted payment is gone');
  return row;
}

/** What came in under a reference of the bank's. */
export async function findNotedPayment(
  { query, context }: Pick<TenantTransaction, 'query' | 'context'>,
  bankReference: string,
): Promise<IncomingPaymentRow | undefined> {
  const [row] = await query<IncomingPaymentRow>(
    'find noted payment',
    `${selectPayment} AND bank_reference = $3`,
    [context.tenantId, context.environment, bankReference],
  );
  return row;
}

export async function findPayment(
  { query, context }: TenantTransaction,
  id: string,
): Promise<IncomingPaymentRow | undefined> {
  const [row] = await query<IncomingPaymentRow>('find incoming payment', `${selectPayment} AND id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

export async function readPayments(
  { query, context }: TenantTransaction,
  page: Page,
  status: string | null,
): Promise<IncomingPaymentRow[]> {
  return query<IncomingPaymentRow>(
    'read incoming payments',
    `${selectPayment} AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, status, page.afterId, page.beforeId, page.limit],
  );
}

/** Writes down what became of a payment; one that is matched, or went back, stays so. */
export async function settlePayment(
  { query, context }: TenantTransaction,
  id: string,
  outcome: { readonly repaymentId: string } | { readonly problem: string },
): Promise<void> {
  const isMatched = 'repaymentId' in outcome;
  await query(
    'settle incoming payment',
    `UPDATE lending.incoming_payment SET status = $4, repayment_id = $5, problem = $6
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status NOT IN ('MATCHED', 'RETURNED')`,
    [
      context.tenantId,
      context.environment,
      id,
      isMatched ? 'MATCHED' : 'UNMATCHED',
      isMatched ? outcome.repaymentId : null,
      isMatched ? null : outcome.problem,
    ],
  );
}

/** Payments that whoever noted them has not booked by now. */
export async function paymentsWaiting(
  { query, context }: TenantTransaction,
  limit: number,
): Promise<IncomingPaymentRow[]> {
  return query<IncomingPaymentRow>(
    'read payments waiting',
    `${selectPayment} AND status = 'RECEIVED' AND received_at < clock_timestamp() - interval '10 seconds' ORDER BY received_at LIMIT $3`,
    [context.tenantId, context.environment, limit],
  );
}

/** The money went back: it is booked on nothing any more. */
export async function giveBackPayment({ query, context }: TenantTransaction, id: string): Promise<void> {
  await query(
    'give back incoming payment',
    "UPDATE lending.incoming_payment SET status = 'RETURNED', problem = NULL WHERE tenant_id = $1 AND environment = $2 AND id = $3",
    [context.tenantId, context.environment, id],
  );
}

/** The loan that a bank's reference is about, where it is that of a collection which we told the bank to make. */
export async function loanOfCollection(
  { query, context }: TenantTransaction,
  bankReference: string,
): Promise<{ loanId: string; isReturned: boolean } | undefined> {
  const [row] = await query<{ loanId: string; isReturned: boolean }>(
    'find collection of reference',
    `SELECT loan_id AS "loanId", status = 'RETURNED' AS "isReturned" FROM lending.collection
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR SHARE`,
    [context.tenantId, context.environment, bankReference],
  );
  return row;
}
