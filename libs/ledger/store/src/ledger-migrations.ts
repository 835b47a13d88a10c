import { join } from 'node:path';
import type { MigrationSet } from '@fanxing/runtime/database';

/** The books' tables and the only functions that write them. */
export const ledgerMigrations: MigrationSet = {
  schema: 'ledger',
  folder: join(import.meta.dirname, '../migrations'),
};
