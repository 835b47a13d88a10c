export { parseBankConnection, type BankConnection, type BankConnectionOptions } from './connection.js';
export { disburse } from './disburse.js';
export { askOutcome } from './ask-outcome.js';
export { closeBankConnections } from './adapter-table.js';
export type { DisbursementInstruction } from './instruction.js';
export type { AskedOutcome, DisbursementOutcome, NotSentCause, UnknownCause } from './outcome.js';
