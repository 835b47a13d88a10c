import { join } from 'node:path';
import type { MigrationSet } from '@fanxing/runtime/database';

/** The lending service's own schema. It calls the books' functions, so `ledger` comes before it, and its queue before both. */
export const lendingMigrations: MigrationSet = {
  schema: 'lending',
  folder: join(import.meta.dirname, '../migrations'),
};
