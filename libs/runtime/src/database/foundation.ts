import { join } from 'node:path';
import type { MigrationSet } from './migrate.js';

/** What every service's tables stand on: isolation by tenant, the audit log, idempotency keys and the outbox. */
export const foundationMigrations: MigrationSet = {
  schema: 'foundation',
  folder: join(import.meta.dirname, '../../migrations'),
};
