export * from './job-runner.js';
