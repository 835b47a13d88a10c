import { systemContext, type Environment, type TenantContext } from '../identity/tenant-context.js';
import { ExaminedDatabases } from './examined-databases.js';
import type { Row, TenantReading } from './service-database.js';

/** A tenant's environment that has something to examine. */
export interface ExaminedWorld {
  readonly tenantId: TenantContext['tenantId'];
  readonly environment: Environment;
}

/** What every tenant has, for whoever examines it from a command line: one tenant's environment at a time like everybody else. */
export class ExaminedDatabase {
  private constructor(private readonly databases: ExaminedDatabases) {}

  /** Connects with a login that may put on the auditor's role. Fails with the driver's error. */
  static async open(databaseUrl: string): Promise<ExaminedDatabase> {
    return new ExaminedDatabase(await ExaminedDatabases.open(databaseUrl, 'fanxing examination'));
  }

  async close(): Promise<void> {
    await this.databases.close();
  }

  /** Every tenant's environments in which anything was ever written. */
  async worlds(): Promise<ExaminedWorld[]> {
    return this.databases.worlds<ExaminedWorld>();
  }

  /** Reads one of them. */
  async read<T>(world: ExaminedWorld, work: (reading: TenantReading) => Promise<T>): Promise<T> {
    const client = await this.databases.showing(world);
    return work({
      context: systemContext(world.tenantId, world.environment, 'examination'),
      query: async <Found extends Row>(_: string, text: string, parameters: readonly unknown[] = []) =>
        (await client.query<Found>(text, [...parameters])).rows,
    });
  }
}
