export * from './ledger-migrations.js';
export * from './entry-lines.js';
export * from './ledger.store.js';
