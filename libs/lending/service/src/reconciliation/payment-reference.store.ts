import type { TenantReading } from '@fanxing/runtime/database';

/** Money that came in under a reference of the bank's, and what the books know it by. */
export interface PaymentReference extends Record<string, unknown> {
  readonly bankReference: string;
  readonly repaymentId: string;
  /** What undid the repayment; null while it stands. */
  readonly reversalId: string | null;
}

/** Payments under one of these references of the bank's, or that one of these causes in the books is about. */
export async function readPaymentReferences(
  { query, context }: TenantReading,
  bankReferences: readonly string[],
  causeIds: readonly string[],
): Promise<PaymentReference[]> {
  return query<PaymentReference>(
    'read payment references',
    `WITH wanted AS (
       SELECT id FROM lending.incoming_payment WHERE tenant_id = $1 AND environment = $2 AND bank_reference = ANY ($3)
       UNION SELECT id FROM lending.incoming_payment WHERE tenant_id = $1 AND environment = $2 AND repayment_id = ANY ($4)
       UNION SELECT payment.id FROM lending.loan_event AS event
         JOIN lending.incoming_payment AS payment ON payment.tenant_id = $1 AND payment.environment = $2
           AND payment.repayment_id = event.details ->> 'repaymentId'
         WHERE event.tenant_id = $1 AND event.environment = $2 AND event.kind = 'REVERSAL' AND event.id = ANY ($4))
     SELECT payment.bank_reference AS "bankReference", payment.repayment_id AS "repaymentId", repayment.reversal_id AS "reversalId"
     FROM wanted JOIN lending.incoming_payment AS payment ON payment.tenant_id = $1 AND payment.environment = $2 AND payment.id = wanted.id
     JOIN lending.repayment ON repayment.tenant_id = $1 AND repayment.environment = $2 AND repayment.id = payment.repayment_id`,
    [context.tenantId, context.environment, bankReferences, causeIds],
  );
}
