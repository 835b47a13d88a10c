import { readFileSync } from 'node:fs';
import pg from 'pg';

const rowsAtATime = 1_000;
const connections = 2;

/**
 * What the machine allows: the rows that a day's end writes for a tenant's loans, rewritten and added by bare statements in tables of the same
 * width with a primary key and nothing else (no policies, references, other indexes, journal or arithmetic), over two connections.
 * Answers loans a second.
 */
export async function bareRewrites(adminUrl: string, tenantId: string): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: adminUrl });
      await client.connect();
      return client;
    }),
  );
  const [first] = clients;
  if (!first) throw new Error('there is no connection');
  try {
    for (const statement of [
      'DROP SCHEMA IF EXISTS bare CASCADE',
      'CREATE SCHEMA bare',
      `CREATE TABLE bare.loan WITH (fillfactor = 50) AS SELECT * FROM lending.loan WHERE tenant_id = '${tenantId}' ORDER BY id`,
      'ALTER TABLE bare.loan ADD PRIMARY KEY (tenant_id, environment, id)',
      `CREATE TABLE bare.accrual AS SELECT * FROM lending.accrual WHERE false`,
      'ALTER TABLE bare.accrual ADD PRIMARY KEY (tenant_id, environment, loan_id, accrued_on)',
      'VACUUM ANALYZE bare.loan',
    ])
      await first.query(statement);
    const { rows } = await first.query<{ id: string; place: string }>(
      `SELECT id, place FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM bare.loan) AS loan WHERE place % ${rowsAtATime} = 0`,
    );
    const ends = rows.map(({ id }) => id);
    const startedAt = performance.now();
    let place = 0;
    const work = async (client: pg.Client): Promise<void> => {
      for (let part = place++; part < ends.length; part = place++)
        await rewrite(client, tenantId, ends, part);
    };
    await Promise.all(clients.map(work));
    return (ends.length * rowsAtATime * 1_000) / (performance.now() - startedAt);
  } finally {
    await first.query('DROP SCHEMA IF EXISTS bare CASCADE');
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function rewrite(
  client: pg.Client,
  tenantId: string,
  ends: readonly string[],
  part: number,
): Promise<void> {
  const range = [tenantId, ends[part - 1] ?? '', ends[part]];
  await client.query('BEGIN');
  await client.query({
    name: 'rewrite',
    text: `UPDATE bare.loan SET accrual_from = accrual_from + 1, accrued_units = accrued_units + 480000000000000, accrued_minor = accrued_minor + 480,
             version = version + 1 WHERE tenant_id = $1 AND environment = 'sandbox' AND id > $2 AND id <= $3`,
    values: range,
  });
  await client.query({
    name: 'add',
    text: `INSERT INTO bare.accrual (tenant_id, environment, loan_id, accrued_on, entry_id, amount_minor)
           SELECT tenant_id, environment, id, accrual_from, 'entry_01m82n7m22exwvngxypc8253zv', 480 FROM bare.loan
           WHERE tenant_id = $1 AND environment = 'sandbox' AND id > $2 AND id <= $3`,
    values: range,
  });
  await client.query('COMMIT');
}

/** Seconds of processor time that PostgreSQL's processes have used by now; 0 where the system does not tell. */
export async function databaseSeconds(adminUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  await client.end();
  const processes = rows.flatMap(({ pid }) => timesOf(pid) ?? []);
  // What those have used that have ended stands with their parent.
  const ended = processes[0] ? (timesOf(processes[0].parent)?.endedChildren ?? 0) : 0;
  return processes.reduce((sum, { own }) => sum + own, ended);
}

/** User and system time of a process, which Linux tells in hundredths of a second. */
function timesOf(pid: number): { parent: number; own: number; endedChildren: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').map(Number) ?? [];
    const [parent = 0, user = 0, system = 0] = [fields[1], fields[11], fields[12]];
    const [endedUser = 0, endedSystem = 0] = [fields[13], fields[14]];
    return { parent, own: (user + system) / 100, endedChildren: (endedUser + endedSystem) / 100 };
  } catch {
    return undefined;
  }
}
