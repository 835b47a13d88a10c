export { createLendingService, type LendingServiceOptions } from './lending-service.js';
export { lendingMigrations } from './lending-migrations.js';
