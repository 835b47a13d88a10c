import type { Instant } from '@fanxing/kernel';
import type { LoanStatus } from '@fanxing/lending-domain';
import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

/** What is known of a drawdown's order to the bank. */
export interface DisbursementRow extends Record<string, unknown> {
  /** The loan's id, which is the bank's reference. */
  readonly id: string;
  readonly loanStatus: LoanStatus;
  readonly requestedAt: Instant;
  /** Null: it has ended with the first call, or nobody has written down yet what that came to. */
  readonly attempts: number | null;
  readonly given: boolean | null;
  readonly lastOutcome: string | null;
  readonly nextAttemptAt: Instant | null;
  readonly heldUntil: Instant | null;
  readonly cancelReason: string | null;
  readonly toldAt: Instant | null;
}

const selectDisbursement = `
  SELECT loan.id, loan.status AS "loanStatus", loan.requested_at AS "requestedAt", known.attempts, known.given,
         known.last_outcome AS "lastOutcome", known.next_attempt_at AS "nextAttemptAt", known.held_until AS "heldUntil",
         known.cancel_reason AS "cancelReason", known.told_at AS "toldAt"
  FROM lending.loan LEFT JOIN lending.disbursement AS known
    ON known.tenant_id = loan.tenant_id AND known.environment = loan.environment AND known.loan_id = loan.id
  WHERE loan.tenant_id = $1 AND loan.environment = $2`;

export async function findDisbursement(
  { query, context }: TenantTransaction,
  loanId: string,
): Promise<DisbursementRow | undefined> {
  const [row] = await query<DisbursementRow>('find disbursement', `${selectDisbursement} AND loan.id = $3`, [
    context.tenantId,
    context.environment,
    loanId,
  ]);
  return row;
}

/** Of several drawdowns at once, in no order. */
export async function readDisbursementsOf(
  { query, context }: TenantTransaction,
  loanIds: readonly string[],
): Promise<DisbursementRow[]> {
  return query<DisbursementRow>(
    'read disbursements of loans',
    `${selectDisbursement} AND loan.id = ANY ($3)`,
    [context.tenantId, context.environment, loanIds],
  );
}

/** Drawdowns of which the end is not known; `needsAttention`: only those that a person was told of. */
export async function readDisbursements(
  { query, context }: TenantTransaction,
  page: Page,
  needsAttention: boolean,
): Promise<DisbursementRow[]> {
  return query<DisbursementRow>(
    'read disbursements under way',
    `${selectDisbursement} AND loan.status = 'DISBURSING' AND (NOT $3 OR known.told_at IS NOT NULL)
       AND ($4::text IS NULL OR loan.id > $4) AND ($5::text IS NULL OR loan.id < $5)
     ORDER BY loan.id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, needsAttention, page.afterId, page.beforeId, page.limit],
  );
}

/** Locks a drawdown's loan, and then what is known of its order, against whoever would settle it or give it again. */
export async function lockDisbursement(
  transaction: TenantTransaction,
  loanId: string,
): Promise<DisbursementRow | undefined> {
  const { query, context } = transaction;
  await query(
    'lock loan',
    'SELECT id FROM lending.loan WHERE tenant_id = $1 AND environment = $2 AND id = $3 FOR UPDATE',
    [context.tenantId, context.environment, loanId],
  );
  return findDisbursement(transaction, loanId);
}

/** From here on the order is not given again by us. */
export async function wantCancelled(
  { query, context }: TenantTransaction,
  loanId: string,
  reason: string,
): Promise<void> {
  await query(
    'want disbursement cancelled',
    `INSERT INTO lending.disbursement (tenant_id, environment, loan_id, given, cancel_reason) VALUES ($1, $2, $3, true, $4)
     ON CONFLICT (tenant_id, environment, loan_id) DO UPDATE
     SET cancel_reason = $4, next_attempt_at = clock_timestamp() + interval '3 seconds'`,
    [context.tenantId, context.environment, loanId, reason],
  );
}

/** The bank calls nothing off: the order goes on as if nobody had asked. */
export async function keepGoing({ query, context }: TenantTransaction, loanId: string): Promise<void> {
  await query(
    'go on with disbursement',
    'UPDATE lending.disbursement SET cancel_reason = NULL WHERE tenant_id = $1 AND environment = $2 AND loan_id = $3',
    [context.tenantId, context.environment, loanId],
  );
}

/** Writes down that a person is told, once. Answers whether it was this time. */
export async function tellOf({ query, context }: TenantTransaction, loanId: string): Promise<boolean> {
  const told = await query(
    'tell of disbursement',
    `UPDATE lending.disbursement SET told_at = clock_timestamp()
     WHERE tenant_id = $1 AND environment = $2 AND loan_id = $3 AND told_at IS NULL RETURNING loan_id`,
    [context.tenantId, context.environment, loanId],
  );
  return told.length === 1;
}

/** Writes down what a call came to, and when the bank is called again. `given`: whether the bank may have the order. */
export async function noteDisbursement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
  given: boolean,
  outcome: string,
  nextAttemptAt: Instant,
): Promise<void> {
  await database.call(context, 'lending.note_disbursement', [loanId, given, outcome, nextAttemptAt]);
}

/** Keeps an order back until the bank opens. */
export async function holdDisbursement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
  given: boolean,
  until: Instant,
): Promise<void> {
  await database.call(context, 'lending.hold_disbursement', [loanId, given, until]);
}

/** The same of several orders that were never given. */
export async function holdDisbursements(
  database: ServiceDatabase,
  context: TenantContext,
  held: readonly { readonly loanId: string; readonly until: Instant }[],
): Promise<void> {
  const given = [held.map(({ loanId }) => loanId), held.map(({ until }) => until)];
  await database.call(context, 'lending.hold_disbursements', given);
}

export interface Claim extends Record<string, unknown> {
  readonly may_be_given: boolean;
  readonly was_given: boolean;
  readonly claim: number;
}

/** Before an order is given again. */
export async function claimDisbursement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
): Promise<Claim> {
  const [claim] = await database.call<Claim>(context, 'lending.claim_disbursement', [loanId]);
  if (!claim) throw new Error('a claim was not answered');
  return claim;
}

/** Not one byte left of what was claimed to be given for the first time. */
export async function unclaimDisbursement(
  database: ServiceDatabase,
  context: TenantContext,
  loanId: string,
  { claim }: Claim,
): Promise<void> {
  await database.call(context, 'lending.unclaim_disbursement', [loanId, claim]);
}
