import type { Book } from '../book/book.js';
import type { Temper } from '../faults/temper.js';

/** What stands behind the server: the book that remembers and the temper that misbehaves. */
export interface Bank {
  readonly book: Book;
  readonly temper: Temper;
  readonly apiKey?: string;
}

/** What is asked of a bank: to pay out, or to collect. The first part of an address. */
export type Side = 'payments' | 'collections';
