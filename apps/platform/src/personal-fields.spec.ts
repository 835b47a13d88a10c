import pg from 'pg';
import { fieldOf, impersonalColumns, masks, personalFields } from '@fanxing/runtime/encryption';
import { startTestDatabase, type TestDatabase } from '@fanxing/testing';
import { migrationSets } from './database.js';

jest.setTimeout(60_000);

interface Column {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

let database: TestDatabase;
let columns: Column[];

beforeAll(async () => {
  database = await startTestDatabase({ sets: migrationSets.slice(1), queues: ['lending', 'tenant', 'risk'] });
  columns = await columnsThatCouldHold(database);
});
afterAll(() => database?.stop());

/** Everything that could hold a person's words or numbers, in every table that is ours. */
async function columnsThatCouldHold({ adminUrl }: TestDatabase): Promise<Column[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Column>(
      `SELECT n.nspname AS schema, c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND n.nspname NOT LIKE 'job\\_%' AND c.relname <> 'migration'
         AND format_type(a.atttypid, NULL) ~ '^(text|jsonb?|bytea|character varying|xml|hstore|character)'
       ORDER BY 1, 2, a.attnum`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

describe('the list of personal fields', () => {
  it('names every column that could hold something of a person', () => {
    const unnamed = columns.filter(
      ({ schema, table, name }) =>
        !fieldOf(schema, table, name) && !impersonalColumns.some((pattern) => pattern.test(name)),
    );
    expect(columns.length).toBeGreaterThan(200);
    expect(unnamed.map(({ schema, table, name }) => `${schema}.${table}.${name}`)).toEqual([]);
  });

  it('names no column that is not there', () => {
    const missing = personalFields.filter(
      (field) => !columns.some(({ schema, table, name }) => fieldOf(schema, table, name) === field),
    );
    expect(missing.map(({ column }) => column)).toEqual([]);
  });

  it('has bytes or text where something is sealed, and bytes where it is indexed', () => {
    for (const { schema, table, name, type } of columns) {
      const kept = fieldOf(schema, table, name)?.kept;
      if (kept === 'INDEX' || kept === 'KEY') expect([name, type]).toEqual([name, 'bytea']);
    }
  });

  it('says why, wherever something stands in the clear or as a digest', () => {
    const silent = personalFields.filter(
      ({ kept, reason }) => ['CLEAR', 'HASHED', 'MASKED'].includes(kept) && !reason,
    );
    expect(silent).toEqual([]);
  });
});

describe('a mask', () => {
  it.each([
    ['NAME', '欧阳娜娜', '欧***'],
    ['NAME', '𠮷田', '𠮷***'],
    ['PHONE', '+8613812345678', '138****5678'],
    ['PHONE', '+85291234567', '+852****4567'],
    ['IDENTITY_NUMBER', '11010519491231002X', '110***********002X'],
    ['CREDIT_CODE', '91330100799655058B', '9133**********058B'],
    ['REFERENCE', 'card-6222020200112233', '****2233'],
    ['REFERENCE', '12345678', '****'],
    ['ALL', 'anything', '***'],
  ] as const)('%s shows %s as %s', (rule, text, shown) => {
    expect(masks[rule](text)).toBe(shown);
  });
});
