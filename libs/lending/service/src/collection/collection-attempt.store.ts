import type { BusinessDate, Instant } from '@fanxing/kernel';
import type { CollectionStatus } from '@fanxing/lending-domain';
import type { TenantTransaction } from '@fanxing/runtime/database';

/** Collections that are to be taken up now; `now` is the time by the tenant's own clock, for those that wait for the bank to open. */
export async function collectionsDue(
  { query, context }: TenantTransaction,
  now: Instant,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    'find collections due',
    `SELECT id FROM lending.collection
     WHERE tenant_id = $1 AND environment = $2 AND NOT is_finished AND next_attempt_at <= clock_timestamp()
       AND (held_until IS NULL OR held_until <= $3)
     -- By lot: some that the bank can tell nothing about must not keep the others waiting.
     ORDER BY random() LIMIT $4`,
    [context.tenantId, context.environment, now, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Before the bank is called: from here on it may have the instruction. `claims` is what was read; answers false when somebody else was
 * about to give it, settled it or called it off since.
 */
export async function claimCollection(
  { query, context }: TenantTransaction,
  id: string,
  claims: number,
  againAt: Instant,
): Promise<boolean> {
  const claimed = await query(
    'claim collection',
    `UPDATE lending.collection
     SET status = 'SENT', given = true, claims = claims + 1, attempts = attempts + 1, held_until = NULL, next_attempt_at = $5
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND claims = $4 AND cancel_reason IS NULL
       AND status IN ('PENDING', 'SENT', 'UNKNOWN') RETURNING id`,
    [context.tenantId, context.environment, id, claims, againAt],
  );
  return claimed.length === 1;
}

/** What a call came to that did not end it. `status` PENDING: not one byte of the first call left, unless somebody gives it since. */
export async function noteCollection(
  { query, context }: TenantTransaction,
  id: string,
  noted: {
    readonly status: Extract<CollectionStatus, 'PENDING' | 'SENT' | 'UNKNOWN'>;
    readonly claims: number;
    readonly calls: 0 | 1;
    readonly outcome: string;
    readonly nextAttemptAt: Instant;
  },
): Promise<void> {
  await query(
    'note collection',
    `UPDATE lending.collection
     SET status = $4, given = $4 <> 'PENDING', attempts = attempts + $6, last_outcome = $7, next_attempt_at = $8
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND claims = $5 AND status IN ('SENT', 'UNKNOWN')`,
    [
      context.tenantId,
      context.environment,
      id,
      noted.status,
      noted.claims,
      noted.calls,
      noted.outcome,
      noted.nextAttemptAt,
    ],
  );
}

/** Keeps it back until the bank opens. */
export async function holdCollection(
  { query, context }: TenantTransaction,
  id: string,
  until: Instant,
): Promise<void> {
  await query(
    'hold collection',
    `UPDATE lending.collection SET held_until = $4, last_outcome = 'HELD'
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND status IN ('PENDING', 'SENT', 'UNKNOWN')`,
    [context.tenantId, context.environment, id, until],
  );
}

export interface CollectionEnd {
  readonly status: Extract<CollectionStatus, 'COLLECTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'RETURNED'>;
  readonly failure: string | null;
  readonly paymentId: string | null;
  readonly retryOn: BusinessDate | null;
  /** Whether nothing has to follow. */
  readonly isFinished: boolean;
}

/** Writes the end of a collection whose row is locked. */
export async function endCollection(
  { query, context }: TenantTransaction,
  id: string,
  { status, failure, paymentId, retryOn, isFinished }: CollectionEnd,
): Promise<void> {
  await query(
    'end collection',
    `UPDATE lending.collection
     SET status = $4, failure = $5, payment_id = coalesce($6, payment_id), retry_on = $7, is_finished = $8, held_until = NULL,
         settled_at = clock_timestamp(), next_attempt_at = clock_timestamp()
     WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
    [context.tenantId, context.environment, id, status, failure, paymentId, retryOn, isFinished],
  );
}

/** Collections of the last days are asked about once more. Answers how many. */
export async function askAgain({ query, context }: TenantTransaction, since: BusinessDate): Promise<number> {
  const rows = await query(
    'ask again about collections',
    `UPDATE lending.collection SET is_asked_again = true, is_finished = false, next_attempt_at = clock_timestamp()
     WHERE tenant_id = $1 AND environment = $2 AND status = 'COLLECTED' AND is_finished AND asked_on >= $3 RETURNING id`,
    [context.tenantId, context.environment, since],
  );
  return rows.length;
}

/** The bank has said again that it is collected. */
export async function askedAgain({ query, context }: TenantTransaction, id: string): Promise<void> {
  await query(
    'asked again about collection',
    'UPDATE lending.collection SET is_asked_again = false WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id],
  );
}

/** What had to follow is done. */
export async function finishCollection({ query, context }: TenantTransaction, id: string): Promise<void> {
  await query(
    'finish collection',
    'UPDATE lending.collection SET is_finished = true WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id],
  );
}

/** What had to follow could not be done for a reason that stays: a person is told, and it is tried again later. */
export async function puzzleOver(
  { query, context }: TenantTransaction,
  id: string,
  problem: string,
  nextAttemptAt: Instant,
): Promise<void> {
  await query(
    'puzzle over collection',
    `UPDATE lending.collection SET last_outcome = $4, next_attempt_at = $5, told_at = coalesce(told_at, clock_timestamp())
     WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
    [context.tenantId, context.environment, id, problem, nextAttemptAt],
  );
}

/** Somebody wants it called off; null: the bank calls nothing off, and it goes on. */
export async function setCancelReason(
  { query, context }: TenantTransaction,
  id: string,
  reason: string | null,
): Promise<void> {
  await query(
    'set reason to cancel collection',
    'UPDATE lending.collection SET cancel_reason = $4 WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id, reason],
  );
}

/** Writes down that a person is told, once. */
export async function tellOfCollection({ query, context }: TenantTransaction, id: string): Promise<void> {
  await query(
    'tell of collection',
    'UPDATE lending.collection SET told_at = clock_timestamp() WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND told_at IS NULL',
    [context.tenantId, context.environment, id],
  );
}

/** Something went wrong with us: it is taken up again later, so that it does not stand in the way of the others. */
export async function postponeCollection(
  { query, context }: TenantTransaction,
  id: string,
  nextAttemptAt: Instant,
): Promise<void> {
  await query(
    'postpone collection',
    `UPDATE lending.collection SET next_attempt_at = greatest(next_attempt_at, $4)
     WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND NOT is_finished`,
    [context.tenantId, context.environment, id, nextAttemptAt],
  );
}
