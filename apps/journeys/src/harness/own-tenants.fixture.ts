import type pg from 'pg';

/**
 * The query as somebody would ask it for whom the tenants of these slugs are all there are: each table that belongs to tenants is a view of
 * their rows, of the same name in another schema. The views are in a transaction that ends with the connection, so nobody else meets them.
 */
export async function seenAsOwn(client: pg.Client, sql: string, slugs: readonly string[]): Promise<string> {
  const named = new Set(Array.from(sql.matchAll(/\b([a-z]\w*)\.(\w+)/g), ([name]) => name));
  const { rows: tables } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = CASE WHEN n.nspname LIKE 'job\\_%' THEN 'payload' ELSE 'tenant_id' END
     WHERE n.nspname || '.' || c.relname = ANY ($1) AND c.relkind IN ('r', 'p', 'v')`,
    [[...named]],
  );
  if (tables.length === 0) return sql;
  const { rows: own } = await client.query<{ id: string }>(
    'SELECT named_tenant_id AS id FROM tenant.slug WHERE slug = ANY ($1)',
    [slugs],
  );
  const ids = own.map(({ id }) => `'${id}'`).join(', ') || `'none'`;
  await client.query('BEGIN');
  for (const schema of new Set(tables.map((table) => table.schema)))
    await client.query(`CREATE SCHEMA own_${schema}`);
  for (const { schema, name, column } of tables) {
    const tenant = column === 'payload' ? `payload ->> 'tenantId'` : column;
    await client.query(
      `CREATE VIEW own_${schema}."${name}" AS SELECT * FROM ${schema}."${name}" WHERE ${tenant} IN (${ids})`,
    );
  }
  return tables.reduce(
    (text, { schema, name }) =>
      text.replaceAll(new RegExp(`\\b${schema}\\.${name}\\b`, 'g'), `own_${schema}.${name}`),
    sql,
  );
}

interface Table {
  readonly schema: string;
  readonly name: string;
  /** What says whose a row is: `tenant_id`, or a job's payload. */
  readonly column: string;
}
