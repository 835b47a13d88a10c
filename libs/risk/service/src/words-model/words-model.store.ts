import type { Instant } from '@fanxing/kernel';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

export interface WordsModelRow {
  readonly productCode: string;
  readonly version: number;
  readonly content: unknown;
  readonly publishedAt: Instant;
}

/** Adds a model as a product's next version, and answers which one that is. */
export async function addWordsModel(
  { query, context }: TenantTransaction,
  productCode: string,
  content: unknown,
): Promise<number> {
  await query(
    'take turns to publish words models',
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 1903))',
    [`${context.tenantId}/${context.environment}`],
  );
  const [row] = await query<{ version: number }>(
    'add words model',
    `INSERT INTO risk.words_model (tenant_id, environment, product_code, version, content)
     SELECT $1, $2, $3, 1 + coalesce(max(version), 0), $4 FROM risk.words_model
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 RETURNING version`,
    [context.tenantId, context.environment, productCode, JSON.stringify(content)],
  );
  if (!row) throw new Error('a words model was not added');
  return row.version;
}

/** Which version of a product was in force at a moment; undefined where it had none. */
export async function wordsModelVersion(
  { query, context }: TenantReading,
  productCode: string,
  knownUntil: Instant | null,
): Promise<number | undefined> {
  const [row] = await query<{ version: number | null }>(
    'words model in force',
    `SELECT max(version) AS version FROM risk.words_model
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 AND published_at <= coalesce($4::timestamptz, 'infinity')`,
    [context.tenantId, context.environment, productCode, knownUntil],
  );
  return row?.version ?? undefined;
}

export async function findWordsModel(
  { query, context }: TenantReading,
  productCode: string,
  version: number,
): Promise<WordsModelRow | undefined> {
  const [row] = await query<Record<string, unknown> & WordsModelRow>(
    'find words model',
    `SELECT product_code AS "productCode", version, content, published_at AS "publishedAt" FROM risk.words_model
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 AND version = $4`,
    [context.tenantId, context.environment, productCode, version],
  );
  return row;
}
