import pg from 'pg';
import { systemContext, type Environment, type TenantContext } from '../identity/tenant-context.js';
import { readTypesAsText } from './column-types.js';
import { auditorRole } from './roles.js';
import type { Row, TenantReading } from './service-database.js';

/** A tenant's environment that has something to examine. */
export interface ExaminedWorld {
  readonly tenantId: TenantContext['tenantId'];
  readonly environment: Environment;
}

/**
 * A platform's database for whoever examines it from a command line: with the auditor's rights only, read-only, from one snapshot,
 * and one tenant's environment at a time like everybody else.
 */
export class ExaminedDatabase {
  private constructor(private readonly client: pg.Client) {}

  /** Connects with a login that may put on the auditor's role. Fails with the driver's error. */
  static async open(databaseUrl: string): Promise<ExaminedDatabase> {
    readTypesAsText();
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'fanxing examination',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(`SET ROLE ${auditorRole}`);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return new ExaminedDatabase(client);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  /** Every tenant's environments in which anything was ever written. */
  async worlds(): Promise<ExaminedWorld[]> {
    const { rows } = await this.client.query<ExaminedWorld>(
      `SELECT chain_tenant_id AS "tenantId", chain_environment AS environment FROM audit.known_chains()
       ORDER BY chain_tenant_id, chain_environment`,
    );
    return rows;
  }

  /** Reads one of them. */
  async read<T>(
    { tenantId, environment }: ExaminedWorld,
    work: (reading: TenantReading) => Promise<T>,
  ): Promise<T> {
    await this.client.query('SELECT foundation.enter($1, $2)', [tenantId, environment]);
    return work({
      context: systemContext(tenantId, environment, 'examination'),
      query: async <Found extends Row>(_: string, text: string, parameters: readonly unknown[] = []) =>
        (await this.client.query<Found>(text, [...parameters])).rows,
    });
  }
}
