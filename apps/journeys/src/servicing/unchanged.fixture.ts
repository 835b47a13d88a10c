import { queryAll } from '../harness/auditor.fixture.js';
import { eventually } from '../harness/eventually.fixture.js';
import type { RunningPlatform } from '../harness/running-platform.fixture.js';

/** Every row that a tenant has in lending and in the books, each with its table: what a refused request must leave as it was. */
export async function rowsOf(platform: RunningPlatform, tenantId: string): Promise<string[]> {
  const tables = await queryAll<{ name: string }>(
    platform,
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('lending', 'ledger') ORDER BY 1`,
  );
  const all = tables.map(
    ({ name }) => `SELECT '${name} ' || t::text AS line FROM ${name} AS t WHERE tenant_id = $1`,
  );
  const rows = await queryAll<{ line: string }>(platform, `${all.join(' UNION ALL ')} ORDER BY 1`, [
    tenantId,
  ]);
  return rows.map(({ line }) => line);
}

/** Waits until nothing changes by itself any more: money under way, events to be published. */
export async function untilQuiet(platform: RunningPlatform, tenantId: string): Promise<void> {
  const waiting = (): Promise<unknown[]> =>
    queryAll(
      platform,
      `SELECT id, status FROM lending.loan WHERE tenant_id = $1 AND status IN ('PENDING', 'DISBURSING')
       UNION ALL SELECT id, type FROM lending.outbox_event WHERE tenant_id = $1 AND published_at IS NULL`,
      [tenantId],
    );
  await eventually(60_000, async () => ((await waiting()).length === 0 ? true : undefined)).catch(
    async () => {
      throw new Error(`still on their way: ${JSON.stringify(await waiting())}`);
    },
  );
}
