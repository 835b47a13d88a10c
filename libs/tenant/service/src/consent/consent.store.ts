import { Injectable } from '@nestjs/common';
import type { Id, Instant } from '@fanxing/kernel';
import type { ConsentPurpose, DataCategory } from '@fanxing/runtime/consent';
import { ServiceDatabase, type Page, type TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { activeTraceId } from '@fanxing/runtime/telemetry';
import type { ClosedData, ConsentInForce } from '@fanxing/tenant-contract';
import type { Consent, ConsentEvidence, ConsentState, ShownConsent } from './consent.js';

/** A consent to be kept, with what proves it. */
export interface NewConsent extends Consent {
  readonly proof: string;
  readonly evidence: string | null;
}

/** Consents to be kept, with the key that recognises their request. */
export interface Grant {
  readonly operation: 'grantConsent' | 'grantConsents';
  readonly idempotencyKey: string;
  readonly requestHash: string;
  readonly consents: readonly NewConsent[];
}

export interface ConsentFilter {
  readonly borrowerId: string;
  readonly purpose: ConsentPurpose | null;
  readonly state: ConsentState | null;
}

const stateAt = (now: string): string => `
  CASE WHEN "withdrawnAt" IS NOT NULL THEN 'WITHDRAWN' WHEN "isSuperseded" THEN 'SUPERSEDED' WHEN "expiresAt" <= ${now} THEN 'EXPIRED'
       WHEN "validFrom" > ${now} THEN 'NOT_YET' ELSE 'IN_FORCE' END`;
const columns = `id, "borrowerId", purpose, categories, recipients, "textVersion", "textDigest", "grantedAt", "validFrom", "expiresAt",
  "withdrawnAt", "signedHow", "signedAt", "evidenceDigest"`;

type Row<Of> = Of & Record<string, unknown>;

@Injectable()
export class ConsentStore {
  constructor(private readonly database: ServiceDatabase) {}

  /**
   * Key, consents, evidence and audit records in one call. Answers the consents of the first request with this key;
   * undefined when that was another request.
   */
  async grant(context: TenantContext, grant: Grant): Promise<Consent[] | undefined> {
    const [row] = await this.database.call<{ answer: Consent[] | Consent }>(
      context,
      'tenant.grant_consents',
      [
        grant.operation,
        grant.idempotencyKey,
        grant.requestHash,
        JSON.stringify(grant.consents),
        grant.consents.map(() => newId('audit')),
        context.actor.kind,
        context.actor.id,
        activeTraceId(),
      ],
    );
    // Before consents came in batches one was kept by itself.
    return row && (Array.isArray(row.answer) ? row.answer : [row.answer]);
  }

  /** The consent in force at a moment, with what it covers. */
  async inForce(
    context: TenantContext,
    borrowerId: string,
    purpose: ConsentPurpose,
    at: Instant,
  ): Promise<{ consentId: string; categories: DataCategory[] } | undefined> {
    const [row] = await this.database.call<{ consent_id: string; categories: DataCategory[] }>(
      context,
      'tenant.check_consent',
      [borrowerId, purpose, at],
    );
    return row && { consentId: row.consent_id, categories: row.categories };
  }

  /** Of some borrowers, those whose newest consent for the purpose is in force at a moment. */
  async allInForce(
    context: TenantContext,
    borrowerIds: readonly string[],
    purpose: ConsentPurpose,
    at: Instant,
  ): Promise<ConsentInForce[]> {
    return this.database.transaction(context, ({ query }) =>
      query<ConsentInForce & Record<string, unknown>>(
        'read consents in force',
        `SELECT borrower_id AS "borrowerId", id AS "consentId", categories FROM tenant.consents_at($1, $2, $3, $5)
         WHERE purpose = $4 AND state = 'IN_FORCE'`,
        [context.tenantId, context.environment, borrowerIds, purpose, at],
      ),
    );
  }

  async closedData(
    context: TenantContext,
    borrowerIds: readonly string[],
    at: Instant,
  ): Promise<ClosedData[]> {
    const rows = await this.database.call<{ borrower_id: string; categories: DataCategory[] }>(
      context,
      'tenant.closed_data',
      [borrowerIds, at],
    );
    return rows.map(({ borrower_id: borrowerId, categories }) => ({ borrowerId, categories }));
  }

  async find(
    { query, context }: TenantTransaction,
    id: Id<'consent'>,
    now: Instant,
  ): Promise<ShownConsent | undefined> {
    const [row] = await query<Row<ShownConsent>>(
      'find consent',
      `SELECT ${columns}, ${stateAt('$4')} AS state FROM tenant.shown_consent
       WHERE tenant_id = $1 AND environment = $2 AND id = $3`,
      [context.tenantId, context.environment, id, now],
    );
    return row;
  }

  async list(
    { query, context }: TenantTransaction,
    filter: ConsentFilter,
    page: Page,
    now: Instant,
  ): Promise<ShownConsent[]> {
    return query<Row<ShownConsent>>(
      'list consents',
      `SELECT * FROM (
         SELECT ${columns}, ${stateAt('$4')} AS state FROM tenant.shown_consent
         WHERE tenant_id = $1 AND environment = $2 AND "borrowerId" = $3 AND ($5::text IS NULL OR purpose = $5)
           AND ($7::text IS NULL OR id > $7) AND ($8::text IS NULL OR id < $8)) AS shown
       WHERE $6::text IS NULL OR state = $6
       ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $9`,
      [
        context.tenantId,
        context.environment,
        filter.borrowerId,
        now,
        filter.purpose,
        filter.state,
        page.afterId,
        page.beforeId,
        page.limit,
      ],
    );
  }

  async evidence(
    { query, context }: TenantTransaction,
    id: Id<'consent'>,
  ): Promise<(ConsentEvidence & { borrowerId: string }) | undefined> {
    const [row] = await query<Row<ConsentEvidence & { borrowerId: string }>>(
      'find consent evidence',
      `SELECT c.id AS "consentId", c.borrower_id AS "borrowerId", c.proof, c.signed_how AS method, c.signed_at AS "signedAt", c.evidence_digest AS digest, e.content
       FROM tenant.consent c LEFT JOIN tenant.consent_evidence e
         ON (e.tenant_id, e.environment, e.consent_id) = (c.tenant_id, c.environment, c.id)
       WHERE c.tenant_id = $1 AND c.environment = $2 AND c.id = $3 AND c.erased_at IS NULL`,
      [context.tenantId, context.environment, id],
    );
    return row;
  }

  /** Withdraws, unless it was before; answers the first moment and whether this is it. Undefined: there is none. */
  async withdraw(
    { query, context }: TenantTransaction,
    id: Id<'consent'>,
    at: Instant,
  ): Promise<{ isNew: boolean } | undefined> {
    const key = [context.tenantId, context.environment, id];
    const [row] = await query<{ withdrawn_at: Instant | null }>(
      'lock consent',
      `SELECT withdrawn_at FROM tenant.consent
       WHERE tenant_id = $1 AND environment = $2 AND id = $3 AND erased_at IS NULL FOR UPDATE`,
      key,
    );
    if (!row) return undefined;
    if (row.withdrawn_at !== null) return { isNew: false };
    await query(
      'withdraw consent',
      'UPDATE tenant.consent SET withdrawn_at = $4 WHERE tenant_id = $1 AND environment = $2 AND id = $3',
      [...key, at],
    );
    return { isNew: true };
  }
}
