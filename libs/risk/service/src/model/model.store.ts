import type { Instant } from '@fanxing/kernel';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';

export interface ModelRow extends Record<string, unknown> {
  readonly id: string;
  readonly code: string;
  readonly version: number;
  readonly content: unknown;
  readonly protectedAttributes: readonly string[];
  readonly publishedAt: Instant;
}

const columns =
  'id, code, version, content, protected_attributes AS "protectedAttributes", published_at AS "publishedAt"';

/** Adds the next version of a model's code; answers its id. Two at once take turns by the unique version. */
export async function addModel(
  { query, context }: TenantTransaction,
  model: { code: string; content: unknown; protectedAttributes: readonly string[] },
): Promise<string> {
  const id = newId('model');
  await query(
    'add model',
    `INSERT INTO risk.model (tenant_id, environment, id, code, version, content, protected_attributes)
     SELECT $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6 FROM risk.model
     WHERE tenant_id = $1 AND environment = $2 AND code = $4`,
    [
      context.tenantId,
      context.environment,
      id,
      model.code,
      JSON.stringify(model.content),
      model.protectedAttributes,
    ],
  );
  return id;
}

/** Models by their ids, in no order. */
export async function findModels(
  { query, context }: TenantTransaction,
  ids: readonly string[],
): Promise<ModelRow[]> {
  return query<ModelRow>(
    'find models',
    `SELECT ${columns} FROM risk.model WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3)`,
    [context.tenantId, context.environment, ids],
  );
}
