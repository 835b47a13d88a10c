import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import type { ConsentText } from './consent-text.js';

type Row = ConsentText & Record<string, unknown>;

const columns = `id, purpose, version, text_en AS "textEn", text_zh AS "textZh", digest, published_at AS "publishedAt"`;

/** Adds a text; false when there is one of this purpose and version already. */
export async function addConsentText(
  { query, context }: TenantTransaction,
  text: ConsentText,
): Promise<boolean> {
  const added = await query(
    'add consent text',
    `INSERT INTO tenant.consent_text
       (tenant_id, environment, id, purpose, version, text_en, text_zh, digest, published_by, published_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT (tenant_id, environment, purpose, version) DO NOTHING RETURNING id`,
    [
      context.tenantId,
      context.environment,
      text.id,
      text.purpose,
      text.version,
      text.textEn,
      text.textZh,
      text.digest,
      context.actor.id,
      text.publishedAt,
    ],
  );
  return added.length > 0;
}

export async function listConsentTexts(
  { query, context }: TenantTransaction,
  purpose: string | null,
  page: Page,
): Promise<ConsentText[]> {
  return query<Row>(
    'list consent texts',
    `SELECT ${columns} FROM tenant.consent_text
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR purpose = $3)
       AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, purpose, page.afterId, page.beforeId, page.limit],
  );
}

/** The very texts that consents were given under: of each purpose and digest the first that was published. */
export async function findConsentTexts(
  { query, context }: TenantTransaction,
  digests: readonly string[],
): Promise<ConsentText[]> {
  return query<Row>(
    'find consent texts',
    `SELECT DISTINCT ON (purpose, digest) ${columns} FROM tenant.consent_text
     WHERE tenant_id = $1 AND environment = $2 AND digest = ANY ($3) ORDER BY purpose, digest, id`,
    [context.tenantId, context.environment, digests],
  );
}
