export * from './ledger-migrations.js';
export * from './entry-lines.js';
export * from './account.store.js';
export * from './balance.store.js';
export * from './entry.store.js';
export * from './period.store.js';
export * from './funding-limit.store.js';
export * from './share.store.js';
