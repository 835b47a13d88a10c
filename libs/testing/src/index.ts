export { startTestDatabase, type TestDatabase, type TestDatabaseOptions } from './test-database.js';
export { callerOf, operator, type CallerOptions } from './caller.js';
export { ask, refusalOf, type Refusal } from './ask.js';
export { serveAccounts } from './accounts.js';
export { SettableClock } from './settable-clock.js';
export { randomOperation, type GeneratedOperation, type OperationSource } from './random-operation.js';
export { scorecardOfTwenty, twentyNames } from './scorecard-of-twenty.js';
