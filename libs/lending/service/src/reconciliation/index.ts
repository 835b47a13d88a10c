/** What the command line compares as the service does; nothing here knows of GraphQL or Nest. */
export * from './compare-statement.js';
export { reconcileBooks, unsoundEntries, type BooksReport } from './reconcile-books.js';
export type { LedgerDifference } from './ledger-difference.js';
