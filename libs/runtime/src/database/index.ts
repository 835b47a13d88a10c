export * from './service-database.js';
export * from './migrate.js';
export * from './roles.js';
export * from './foundation.js';
export * from './page.js';
export * from './probe.js';
export * from './keyset.js';
export * from './examined-database.js';
