import type pg from 'pg';

/**
 * Runs the query for somebody for whom the tenants of these slugs are all there are: each table that belongs to tenants is a view of their
 * rows, of the same name in another schema. The views are gone before the transaction ends, so nobody else meets them.
 */
export async function queryOwn(
  client: pg.Client,
  slugs: readonly string[],
  sql: string,
  parameters: readonly unknown[],
): Promise<unknown[]> {
  await client.query('BEGIN');
  const tables = await tablesIn(client, sql);
  const schemas = [...new Set(tables.map(({ schema }) => schema))];
  const { rows: tenants } = await client.query<{ id: string }>(
    'SELECT named_tenant_id AS id FROM tenant.slug WHERE slug = ANY ($1)',
    [slugs],
  );
  // An auditor who is shown nothing finds nothing.
  if (tenants.length === 0) throw new Error(`no tenant of this journey is there: ${slugs.join(', ')}`);
  const ids = tenants.map(({ id }) => `'${id}'`).join(', ');
  const [{ pid } = { pid: 0 }] = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
  const ownOf = (schema: string): string => `own_${pid}_${schema}`;
  for (const schema of schemas) await client.query(`CREATE SCHEMA ${ownOf(schema)}`);
  for (const { schema, name, column } of tables) {
    const tenant = column === 'payload' ? `payload ->> 'tenantId'` : column;
    await client.query(
      `CREATE VIEW ${ownOf(schema)}."${name}" AS SELECT * FROM ${schema}."${name}" WHERE ${tenant} IN (${ids})`,
    );
  }
  const own = new Map(tables.map(({ schema, name }) => [`${schema}.${name}`, `${ownOf(schema)}.${name}`]));
  // What stands in quotes is no table.
  const asked = sql.replaceAll(/'[^']*'|\b[a-z]\w*\.\w+/g, (text) => own.get(text) ?? text);
  const { rows } = await client.query<Record<string, unknown>>(asked, [...parameters]);
  for (const schema of schemas) await client.query(`DROP SCHEMA ${ownOf(schema)} CASCADE`);
  await client.query('COMMIT');
  return rows;
}

async function tablesIn(client: pg.Client, sql: string): Promise<Table[]> {
  const named = new Set(Array.from(sql.matchAll(/\b([a-z]\w*)\.(\w+)/g), ([name]) => name));
  const { rows } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name, a.attname AS column
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = CASE WHEN n.nspname LIKE 'job\\_%' THEN 'payload' ELSE 'tenant_id' END
     WHERE n.nspname || '.' || c.relname = ANY ($1) AND c.relkind IN ('r', 'p', 'v')`,
    [[...named]],
  );
  return rows;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  /** What says whose a row is: `tenant_id`, or a job's payload. */
  readonly column: string;
}
