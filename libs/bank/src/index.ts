export { parseBankConnection, type BankConnection, type BankConnectionOptions } from './connection.js';
export { disburse } from './disburse.js';
export { askOutcome } from './ask-outcome.js';
export { cancelDisbursement } from './cancel-disbursement.js';
export { askCollection, cancelCollection, collect } from './collect.js';
export { closeBankConnections } from './adapter-table.js';
export type { CollectionInstruction, DisbursementInstruction } from './instruction.js';
export type {
  AskedCollection,
  AskedOutcome,
  CancellationOutcome,
  CollectionOutcome,
  DisbursementOutcome,
  NotSentCause,
  UnknownCause,
} from './outcome.js';
