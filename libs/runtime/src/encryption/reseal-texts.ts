import type { TenantTransaction } from '../database/index.js';
import { olderThan, openText, sealText } from './sealed-text.js';
import type { TenantKeys } from './tenant-keys.js';

/** A column of sealed texts, as a job finds those that do not stand under the newest key. In SQL the table is `kept`. */
export interface TextColumn {
  readonly table: string;
  readonly column: string;
  /** The column that names a row within its tenant and environment. */
  readonly id: string;
  /** Whose key a text goes with. */
  readonly owner: string;
  /** True of rows that hold something; all rows when it is left out. */
  readonly when?: string;
  /** How the text is read, where the column is not a text itself. */
  readonly read?: string;
  /** What is written into the column for `given.text`. */
  readonly write?: string;
}

/**
 * Seals some texts of a column under the newest key, those of before they were sealed too, in the order of their ids. Answers the
 * ids; none: there are no more.
 */
export async function resealTexts(
  { query, context }: TenantTransaction,
  keys: TenantKeys,
  { table, column, id, owner, when = 'true', read = `kept.${column}`, write = 'given.text' }: TextColumn,
  { version, after, limit }: { readonly version: number; readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await query<{ id: string; owner: string; text: string }>(
    'lock texts to seal',
    `SELECT kept.${id} AS id, ${owner} AS owner, ${read} AS text FROM ${table} AS kept
     WHERE kept.tenant_id = $1 AND kept.environment = $2 AND kept.${id} > $3 AND ${when} AND ${olderThan(`(${read})`, '$4')}
     ORDER BY kept.${id} LIMIT $5 FOR UPDATE OF kept`,
    [context.tenantId, context.environment, after, version, limit],
  );
  if (rows.length === 0) return [];
  const sealed = rows.map((row) => {
    const place = { table, column, rowId: row.id, owner: row.owner };
    return sealText(keys, place, openText(keys, place, row.text));
  });
  await query(
    'write sealed texts',
    `UPDATE ${table} AS kept SET ${column} = ${write} FROM unnest($3::text[], $4::text[]) AS given (id, text)
     WHERE kept.tenant_id = $1 AND kept.environment = $2 AND kept.${id} = given.id`,
    [context.tenantId, context.environment, rows.map((row) => row.id), sealed],
  );
  return rows.map((row) => row.id);
}
