import pg from 'pg';
import { fromEpochMs, type Instant } from '@fanxing/kernel';

import { ownerRole } from './roles.js';

/** What a database says of itself, or why it says nothing. */
export type DatabaseProbe =
  | { readonly refusal: string }
  | {
      readonly refusal: undefined;
      /** Such as 18.4. */
      readonly version: string;
      readonly now: Instant;
      /** Whether the platform's schemas are there. */
      readonly isMigrated: boolean;
      /** Whether tenants can be moved and offboarded; undefined before the first start. */
      readonly mayKeep: boolean | undefined;
    };

/** Asks a database who it is and what time it has; never fails. A refusal is a code such as `ECONNREFUSED` or an SQLSTATE. */
export async function probeDatabase(url: string): Promise<DatabaseProbe> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{
      version: string;
      ms: string;
      migrated: boolean;
      may_keep: boolean | null;
    }>(
      `SELECT current_setting('server_version') AS version, (extract(epoch FROM clock_timestamp()) * 1000)::bigint::text AS ms,
              to_regclass('audit.event') IS NOT NULL AS migrated,
              (SELECT has_parameter_privilege(oid, 'session_replication_role', 'SET') FROM pg_roles WHERE rolname = $1) AS may_keep`,
      [ownerRole],
    );
    const [row] = rows;
    if (!row) return { refusal: 'no answer' };
    return {
      refusal: undefined,
      version: row.version.split(' ')[0] ?? row.version,
      now: fromEpochMs(Number(row.ms)),
      isMigrated: row.migrated,
      mayKeep: row.may_keep ?? undefined,
    };
  } catch (error) {
    return { refusal: (error as { code?: string }).code ?? 'no answer' };
  } finally {
    await client.end().catch(() => undefined);
  }
}
