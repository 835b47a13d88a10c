/** What the command line compares as the service does; nothing here knows of GraphQL or Nest. */
export * from './compare-statement.js';
export {
  reconcileBooks,
  unsoundEntries,
  type BooksReport,
  type LedgerDifference,
} from './reconcile-books.js';
