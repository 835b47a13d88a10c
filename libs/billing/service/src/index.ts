export { billingMigrations, createBillingService, type BillingServiceOptions } from './billing.module.js';
