import type { Instant } from '@fanxing/kernel';
import type { Pipeline } from '@fanxing/risk-pipeline';
import type { Page, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

export interface PipelineRow extends Record<string, unknown> {
  readonly id: string;
  readonly productCode: string;
  /** Null: for every version of the product that has none of its own. */
  readonly productVersionId: string | null;
  readonly version: number;
  readonly content: Pipeline;
  readonly fingerprint: string;
  readonly publishedAt: Instant;
}

type NewPipeline = Pick<PipelineRow, 'productCode' | 'productVersionId' | 'content' | 'fingerprint'>;

/** Adds the next version of a product's pipeline; answers its id. */
export async function addPipeline(
  { query, context }: TenantTransaction,
  { productCode, productVersionId, content, fingerprint }: NewPipeline,
): Promise<string> {
  const id = newId('pipeline');
  await query(
    'add pipeline',
    `INSERT INTO risk.pipeline (tenant_id, environment, id, product_code, product_version_id, version, content, fingerprint)
     SELECT $1, $2, $3, $4, $5, coalesce(max(version), 0) + 1, $6, $7 FROM risk.pipeline
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $4`,
    [
      context.tenantId,
      context.environment,
      id,
      productCode,
      productVersionId,
      JSON.stringify(content),
      fingerprint,
    ],
  );
  return id;
}

/** The id of the pipeline that every version of a product without one of its own is decided by, if there is one. */
export async function pipelineInForce(
  { query, context }: TenantTransaction,
  productCode: string,
): Promise<string | null> {
  const [row] = await query<{ id: string }>(
    'find the pipeline in force',
    `SELECT id FROM risk.pipeline
     WHERE tenant_id = $1 AND environment = $2 AND product_code = $3 AND product_version_id IS NULL ORDER BY version DESC LIMIT 1`,
    [context.tenantId, context.environment, productCode],
  );
  return row?.id ?? null;
}

const columns = `id, product_code AS "productCode", product_version_id AS "productVersionId", version, content, fingerprint,
  published_at AS "publishedAt"`;

/** Pipelines by their ids, in no order. */
export async function findPipelines(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<PipelineRow[]> {
  return query<PipelineRow>(
    'find pipelines',
    `SELECT ${columns} FROM risk.pipeline WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}

export async function readPipelines(
  { query, context }: TenantTransaction,
  page: Page,
  productCode: string | null,
): Promise<PipelineRow[]> {
  return query<PipelineRow>(
    'read pipelines',
    `SELECT ${columns} FROM risk.pipeline
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR product_code = $3)
       AND ($4::text IS NULL OR id > $4) AND ($5::text IS NULL OR id < $5)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $6`,
    [context.tenantId, context.environment, productCode, page.afterId, page.beforeId, page.limit],
  );
}
