export { createRiskService, riskMigrations, type RiskServiceOptions } from './risk-service.js';
