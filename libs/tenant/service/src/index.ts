export { createTenantService, tenantMigrations, type TenantServiceOptions } from './tenant.module.js';
