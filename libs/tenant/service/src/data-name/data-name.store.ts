import type { Instant } from '@fanxing/kernel';
import type { DataCategory, DataNameKind, DeclaredNames } from '@fanxing/runtime/consent';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

export interface DataNameRow extends Record<string, unknown> {
  readonly kind: DataNameKind;
  readonly name: string;
  readonly category: DataCategory;
}

/** What the tenant declared, in one round trip. */
export async function readDataNames(
  database: ServiceDatabase,
  context: TenantContext,
): Promise<DataNameRow[]> {
  return database.call<DataNameRow>(context, 'tenant.data_names', []);
}

export function declaredIn(rows: readonly DataNameRow[]): DeclaredNames {
  const of = (kind: DataNameKind) =>
    Object.fromEntries(rows.filter((row) => row.kind === kind).map(({ name, category }) => [name, category]));
  return { EVENT_KIND: of('EVENT_KIND'), ATTRIBUTE: of('ATTRIBUTE') };
}

/** Adds names that were not declared; answers each with the category that it now has. */
export async function addDataNames(
  { query, context }: TenantTransaction,
  names: readonly DataNameRow[],
  at: Instant,
): Promise<DataNameRow[]> {
  await query(
    'add data names',
    `INSERT INTO tenant.data_name (tenant_id, environment, kind, name, category, declared_by, declared_at)
     SELECT $1, $2, given.kind, given.name, given.category, $6, $7 FROM unnest($3::text[], $4::text[], $5::text[]) AS given (kind, name, category)
     ON CONFLICT (tenant_id, environment, kind, name) DO NOTHING`,
    [
      context.tenantId,
      context.environment,
      names.map(({ kind }) => kind),
      names.map(({ name }) => name),
      names.map(({ category }) => category),
      context.actor.id,
      at,
    ],
  );
  return query<DataNameRow>(
    'read data names',
    'SELECT kind, name, category FROM tenant.data_name WHERE tenant_id = $1 AND environment = $2 AND name = ANY ($3)',
    [context.tenantId, context.environment, names.map(({ name }) => name)],
  );
}
