import { Injectable } from '@nestjs/common';
import type { Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';

/** A consent with its proof as it is kept. */
export type KeptConsent = Record<string, unknown> & {
  readonly id: string;
  readonly proof: string;
  readonly evidence: string | null;
};

/** A request with its words as they are kept. */
export type KeptRequest = Record<string, unknown> & { readonly id: string; readonly details: string | null };

/** The tenant service's own part of a borrower's data: consents and requests. */
@Injectable()
export class SubjectDataStore {
  async export(
    { query, context }: TenantTransaction,
    borrowerId: string,
  ): Promise<{ consents: KeptConsent[]; subjectRequests: KeptRequest[] }> {
    const key = [context.tenantId, context.environment, borrowerId];
    const consents = await query<KeptConsent>(
      'export consents',
      `SELECT c.id, c.purpose, c.categories, c.recipients, c.text_version AS "textVersion", c.granted_at AS "grantedAt",
              c.expires_at AS "expiresAt", c.withdrawn_at AS "withdrawnAt", c.proof, c.signed_how AS "signedHow",
              c.signed_at AS "signedAt", e.content AS evidence
       FROM tenant.consent c LEFT JOIN tenant.consent_evidence e
         ON (e.tenant_id, e.environment, e.consent_id) = (c.tenant_id, c.environment, c.id)
       WHERE c.tenant_id = $1 AND c.environment = $2 AND c.borrower_id = $3 AND c.erased_at IS NULL ORDER BY c.id`,
      key,
    );
    const subjectRequests = await query<KeptRequest>(
      'export subject requests',
      `SELECT id, kind, status, details, opened_at AS "openedAt", due_at AS "dueAt", ended_at AS "endedAt", rejection
       FROM tenant.subject_request WHERE tenant_id = $1 AND environment = $2 AND borrower_id = $3 ORDER BY id`,
      key,
    );
    return { consents, subjectRequests };
  }

  /** Takes away evidence, words and the keys of requests; that there was a consent stays as a record nobody is shown. */
  async erase(
    { query, context }: TenantTransaction,
    borrowerId: string,
    at: Instant,
  ): Promise<Record<string, number>> {
    const key = [context.tenantId, context.environment, borrowerId];
    const evidence = await query(
      'erase consent evidence',
      `DELETE FROM tenant.consent_evidence e USING tenant.consent c
       WHERE e.tenant_id = $1 AND e.environment = $2 AND c.tenant_id = $1 AND c.environment = $2
         AND c.id = e.consent_id AND c.borrower_id = $3 RETURNING e.consent_id`,
      key,
    );
    const consents = await query(
      'erase consents',
      `UPDATE tenant.consent SET proof = 'erased', recipients = '{}', withdrawn_at = coalesce(withdrawn_at, $4), erased_at = $4
       WHERE tenant_id = $1 AND environment = $2 AND borrower_id = $3 AND erased_at IS NULL RETURNING id`,
      [...key, at],
    );
    const requests = await query(
      'erase words of subject requests',
      `UPDATE tenant.subject_request SET details = NULL, correction = NULL, rejection_note = NULL
       WHERE tenant_id = $1 AND environment = $2 AND borrower_id = $3 RETURNING id`,
      key,
    );
    const keys = await query(
      'erase keys of consents',
      `DELETE FROM tenant.idempotency_key WHERE tenant_id = $1 AND environment = $2 AND operation = 'grantConsent'
         AND answer -> 0 ->> 'borrowerId' = $3 RETURNING key`,
      key,
    );
    await query(
      'erase restriction',
      'DELETE FROM tenant.restriction WHERE tenant_id = $1 AND environment = $2 AND borrower_id = $3',
      key,
    );
    return {
      consentsEmptied: consents.length,
      evidenceErased: evidence.length,
      requestsEmptied: requests.length,
      requestKeysErased: keys.length,
    };
  }
}
