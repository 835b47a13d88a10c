import type { Payments } from '../payment/payments.js';
import { PaymentBook, type PaymentRow } from '../payment/payment-book.js';

/** Simulated rows as columns, through the same book that reads a bank's. */
export function playedPayments(rows: Iterable<PaymentRow>): Payments {
  const book = new PaymentBook();
  let line = 0;
  for (const row of rows) book.add(row, (line += 1));
  return book.end();
}
