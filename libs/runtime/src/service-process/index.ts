export * from './run-service-process.js';
