export * from './account/chart-of-accounts.js';
export * from './entry/journal-entry.js';
export * from './entry/loan-entries.js';
export * from './balance/balance.js';
export * from './share/split-amount.js';
export * from './share/split-entry.js';
