export {
  openBankFolder,
  type BankDescription,
  type BankFolder,
  type BankFolderLocation,
} from './bank-folder.js';
export type { FieldValue, FolderBorrower } from './borrower-reader.js';
export type { FolderEvent } from './events/event-reader.js';
export { manifestSchemaPath } from './manifest/read-manifest.js';
export type { FolderOutcome } from './outcome-reader.js';
export type { SkippedReport, SkippedRows, SkipReason } from './skipped.js';
