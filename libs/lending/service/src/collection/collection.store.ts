import type { BusinessDate, CurrencyCode, Instant } from '@fanxing/kernel';
import type { CollectionStatus } from '@fanxing/lending-domain';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';

export interface CollectionRow extends Record<string, unknown> {
  /** Also the bank's reference. */
  readonly id: string;
  readonly loanId: string;
  readonly borrowerId: string;
  readonly mandateId: string;
  readonly mandateReference: string;
  readonly mandateIsActive: boolean;
  readonly mandateValidUntil: BusinessDate | null;
  /** Sealed; null once the borrower is erased. */
  readonly account: string | null;
  readonly kind: 'REQUESTED' | 'AUTOMATIC';
  readonly status: CollectionStatus;
  readonly amountMinor: string;
  readonly currency: CurrencyCode;
  readonly askedOn: BusinessDate;
  readonly expiresOn: BusinessDate;
  readonly tryNumber: number;
  readonly retryOn: BusinessDate | null;
  readonly requestedAt: Instant;
  readonly given: boolean;
  readonly claims: number;
  readonly attempts: number;
  readonly lastOutcome: string | null;
  readonly nextAttemptAt: Instant;
  readonly heldUntil: Instant | null;
  readonly cancelReason: string | null;
  readonly toldAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly failure: string | null;
  readonly paymentId: string | null;
  readonly paymentStatus: string | null;
  readonly repaymentId: string | null;
  /** It is collected, and the bank is to be asked whether it still is. */
  readonly isAskedAgain: boolean;
  readonly isFinished: boolean;
  readonly businessDate: BusinessDate;
}

const selectCollection = `
  SELECT c.id, c.loan_id AS "loanId", mandate.borrower_id AS "borrowerId", c.mandate_id AS "mandateId", mandate.reference AS "mandateReference",
         mandate.status = 'ACTIVE' AS "mandateIsActive", mandate.valid_until AS "mandateValidUntil", mandate.account, c.kind, c.status,
         c.amount_minor::text AS "amountMinor", c.currency, c.asked_on AS "askedOn", c.expires_on AS "expiresOn", c.try_number AS "tryNumber",
         c.retry_on AS "retryOn", c.requested_at AS "requestedAt", c.given, c.claims, c.attempts, c.last_outcome AS "lastOutcome",
         c.next_attempt_at AS "nextAttemptAt", c.held_until AS "heldUntil", c.cancel_reason AS "cancelReason", c.told_at AS "toldAt",
         c.settled_at AS "settledAt", c.failure, c.payment_id AS "paymentId", payment.status AS "paymentStatus",
         payment.repayment_id AS "repaymentId", c.is_asked_again AS "isAskedAgain", c.is_finished AS "isFinished", book.business_date AS "businessDate"
  FROM lending.collection AS c
  JOIN lending.mandate ON mandate.tenant_id = c.tenant_id AND mandate.environment = c.environment AND mandate.id = c.mandate_id
  JOIN lending.book ON book.tenant_id = c.tenant_id AND book.environment = c.environment
  LEFT JOIN lending.incoming_payment AS payment ON payment.tenant_id = c.tenant_id AND payment.environment = c.environment
    AND payment.id = c.payment_id
  WHERE c.tenant_id = $1 AND c.environment = $2`;

export async function findCollection(
  { query, context }: TenantTransaction,
  id: string,
): Promise<CollectionRow | undefined> {
  const [row] = await query<CollectionRow>('find collection', `${selectCollection} AND c.id = $3`, [
    context.tenantId,
    context.environment,
    id,
  ]);
  return row;
}

/** Several collections at once, in no order. */
export async function readCollectionsById(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<CollectionRow[]> {
  return query<CollectionRow>('read collections by id', `${selectCollection} AND c.id = ANY ($3)`, [
    context.tenantId,
    context.environment,
    ids,
  ]);
}

/** As {@link findCollection}, held against everybody else who would change it. */
export async function lockCollection(
  { query, context }: TenantTransaction,
  id: string,
): Promise<CollectionRow | undefined> {
  const [row] = await query<CollectionRow>(
    'lock collection',
    `${selectCollection} AND c.id = $3 FOR UPDATE OF c`,
    [context.tenantId, context.environment, id],
  );
  return row;
}

export interface CollectionFilterValues {
  readonly loanId: string | null;
  readonly status: string | null;
  readonly kind: string | null;
  readonly needsAttention: boolean;
}

export async function readCollections(
  { query, context }: TenantTransaction,
  page: Page,
  filter: CollectionFilterValues,
): Promise<CollectionRow[]> {
  return query<CollectionRow>(
    'read collections',
    `${selectCollection} AND ($3::text IS NULL OR c.loan_id = $3) AND ($4::text IS NULL OR c.status = $4)
       AND ($5::text IS NULL OR c.kind = $5) AND (NOT $6 OR c.told_at IS NOT NULL AND (NOT c.is_finished OR c.last_outcome = 'AMOUNT_DIFFERS')
            OR c.status = 'COLLECTED' AND payment.status = 'UNMATCHED')
       AND ($7::text IS NULL OR c.id > $7) AND ($8::text IS NULL OR c.id < $8)
     ORDER BY c.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $9`,
    [
      context.tenantId,
      context.environment,
      filter.loanId,
      filter.status,
      filter.kind,
      filter.needsAttention,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}

export interface NewCollection {
  readonly id: string;
  readonly loanId: string;
  readonly mandateId: string;
  readonly kind: CollectionRow['kind'];
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
  readonly askedOn: BusinessDate;
  readonly expiresOn: BusinessDate;
  readonly tryNumber: number;
  readonly previousId: string | null;
}

/** Makes a collection, and sees to it that the tenant's sweep will carry it out. Answers false when another stands in its way. */
export async function insertCollection(
  { query, context }: TenantTransaction,
  made: NewCollection,
): Promise<boolean> {
  const scope = [context.tenantId, context.environment];
  const rows = await query(
    'make collection',
    `INSERT INTO lending.collection (tenant_id, environment, id, loan_id, mandate_id, kind, status, amount_minor, currency, asked_on,
                                     expires_on, try_number, previous_id)
     VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING id`,
    [
      ...scope,
      made.id,
      made.loanId,
      made.mandateId,
      made.kind,
      made.amountMinor.toString(),
      made.currency,
      made.askedOn,
      made.expiresOn,
      made.tryNumber,
      made.previousId,
    ],
  );
  if (rows.length === 1) await query('ensure sweep', 'SELECT lending.ensure_sweep($1, $2)', scope);
  return rows.length === 1;
}
