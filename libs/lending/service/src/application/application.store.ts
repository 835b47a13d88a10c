import type { CurrencyCode, Instant } from '@fanxing/kernel';
import type { Page, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import type { DecisionReason } from '@fanxing/risk-contract';
import type { ApplicationStatus } from '@fanxing/lending-domain';
import type { SealedAttributes } from '../borrower/sealed-borrower.js';

export interface ApplicationRow extends Record<string, unknown> {
  readonly id: string;
  readonly status: ApplicationStatus;
  readonly borrowerId: string;
  readonly productId: string;
  readonly asOf: Instant;
  readonly receivedAt: Instant;
  readonly decidedAt: Instant | null;
  readonly decisionId: string | null;
  readonly outcome: 'APPROVE' | 'DECLINE' | null;
  readonly reasons: readonly DecisionReason[];
  readonly offerId: string | null;
  readonly offerStatus: 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | null;
  readonly limitMinor: string | null;
  readonly dailyRate: string | null;
  readonly currency: CurrencyCode | null;
  readonly expiresAt: Instant | null;
}

export interface ReceivedApplication extends SealedAttributes, Record<string, unknown> {
  readonly application_id: string;
  readonly status: ApplicationStatus;
  readonly as_of: Instant;
}

export interface NewApplication {
  readonly key: string;
  readonly requestHash: string;
  readonly actor: string;
  readonly applicationId: string;
  readonly borrowerId: string;
  readonly productId: string;
  readonly asOf: Instant;
}

export interface BegunApplication extends Record<string, unknown> {
  readonly borrower_known: boolean;
  readonly application_id: string | null;
  readonly status: ApplicationStatus | null;
}

/** Whether the borrower is the tenant's own, and what came with the same key before. Changes nothing. */
export async function beganApplication(
  database: ServiceDatabase,
  context: TenantContext,
  given: Pick<NewApplication, 'key' | 'requestHash' | 'borrowerId'>,
): Promise<BegunApplication | undefined> {
  const parameters = [given.key, given.requestHash, given.borrowerId];
  const [begun] = await database.call<BegunApplication>(context, 'lending.application_begun', parameters);
  return begun;
}

/**
 * Receives an application, or finds the one that came with the same key before. Fails with CONSENT_REQUIRED when the
 * consent was withdrawn.
 */
export async function receiveApplication(
  database: ServiceDatabase,
  context: TenantContext,
  given: NewApplication,
  consentId: string | null,
): Promise<ReceivedApplication> {
  const [received] = await database.call<ReceivedApplication>(context, 'lending.receive_application', [
    given.key,
    given.requestHash,
    given.actor,
    given.applicationId,
    given.borrowerId,
    given.productId,
    given.asOf,
    consentId,
  ]);
  if (!received) throw new Error('a received application was not returned');
  return received;
}

export interface RecordedDecision {
  /** The platform, which decides without anybody. */
  readonly actor: string;
  readonly applicationId: string;
  readonly productVersionId: string;
  readonly consentId: string | null;
  readonly decisionId: string;
  readonly outcome: 'APPROVE' | 'DECLINE';
  readonly reasons: readonly DecisionReason[];
  readonly offer: RecordedOffer | null;
  readonly event: OutboxEvent;
}

export interface RecordedOffer {
  readonly id: string;
  readonly limitMinor: string;
  readonly dailyRate: string;
  readonly currency: CurrencyCode;
  readonly terms: unknown;
  readonly expiresAt: Instant;
}

/** Records what was decided; answers false when it had been before. Fails with CONSENT_REQUIRED when it may not be any more. */
export async function recordDecision(
  database: ServiceDatabase,
  context: TenantContext,
  given: RecordedDecision,
): Promise<boolean> {
  const [row] = await database.call<{ recorded: boolean }>(context, 'lending.record_decision_by', [
    given.actor,
    given.applicationId,
    given.productVersionId,
    given.consentId,
    given.decisionId,
    given.outcome,
    JSON.stringify(given.reasons),
    given.offer === null ? null : JSON.stringify(given.offer),
    JSON.stringify(given.event),
  ]);
  return row?.recorded === true;
}

/** Several applications at once, in no order. */
export async function readApplicationsById(
  database: ServiceDatabase,
  context: TenantContext,
  ids: readonly string[],
): Promise<ApplicationRow[]> {
  return database.call<ApplicationRow>(context, 'lending.find_applications', [ids]);
}

export async function readApplications(
  { query, context }: TenantTransaction,
  page: Page,
  filter: { borrowerId: string | null; status: string | null },
): Promise<ApplicationRow[]> {
  return query<ApplicationRow>(
    'read applications',
    `SELECT * FROM lending.shown_application
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR "borrowerId" = $3) AND ($4::text IS NULL OR status = $4)
       AND ($5::text IS NULL OR id > $5) AND ($6::text IS NULL OR id < $6)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $7`,
    [
      context.tenantId,
      context.environment,
      filter.borrowerId,
      filter.status,
      page.afterId,
      page.beforeId,
      page.limit,
    ],
  );
}
