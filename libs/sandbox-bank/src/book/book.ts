import { Fault } from '@fanxing/kernel';
import { BookFile } from './book-file.js';
import { takeBookLock, type BookLock } from './book-lock.js';
import { sameOrder, type Payment, type PaymentOrder } from './payment.js';

/** What the bank does with an order that it sees for the first time. */
export type Ruling =
  | { readonly status: 'PAID' }
  | { readonly status: 'REJECTED'; readonly reason: string }
  | { readonly status: 'ACCEPTED'; readonly paidAfterMs: number };

/** CONFLICT: the reference stands in the book already, for other money or another beneficiary. */
export type Entered = { readonly kind: 'ENTERED'; readonly payment: Payment } | { readonly kind: 'CONFLICT' };

interface Entry {
  readonly payment: Payment;
  readonly onDisk: Promise<void>;
}

/**
 * The bank's own book: one payment a reference, for ever. A payment is ACCEPTED (taken, not booked yet, falls due
 * later), PAID or REJECTED; it may only go from ACCEPTED to PAID. Nothing is shown to anybody before it is on disk,
 * so that no answer can be lost by a kill.
 */
export class Book {
  private readonly entries = new Map<string, Entry>();
  private readonly due = new Map<string, NodeJS.Timeout>();

  private constructor(
    private readonly lock: BookLock,
    private readonly file: BookFile,
  ) {}

  /** Opens or makes the book. Fails with INPUT_INVALID when it is held, can not be written, or is damaged. */
  static async open(dataFile: string): Promise<Book> {
    const lock = await takeBookLock(dataFile);
    let file: BookFile | undefined;
    try {
      file = await BookFile.open(dataFile);
      const book = new Book(lock, file);
      file.linesFound.forEach((line, index) => book.recall(readLine(line, dataFile, index + 1)));
      for (const { payment } of book.entries.values()) book.schedule(payment);
      return book;
    } catch (error) {
      await file?.close();
      await lock.release();
      throw error;
    }
  }

  /** Enters an order once. The same order again gives the first answer, whatever the ruling would be now. */
  async enter(order: PaymentOrder, ruling: Ruling): Promise<Entered> {
    const known = this.entries.get(order.reference);
    if (!known) return { kind: 'ENTERED', payment: await this.write(ruled(order, ruling)) };
    await known.onDisk;
    return sameOrder(known.payment, order)
      ? { kind: 'ENTERED', payment: known.payment }
      : { kind: 'CONFLICT' };
  }

  async find(reference: string): Promise<Payment | undefined> {
    const entry = this.entries.get(reference);
    await entry?.onDisk;
    return entry?.payment;
  }

  /** What is booked, in the order of entry; a payment that is only accepted is not. */
  async booked(): Promise<Payment[]> {
    const entries = [...this.entries.values()];
    await Promise.all(entries.map((entry) => entry.onDisk));
    return entries.map((entry) => entry.payment).filter((payment) => payment.status !== 'ACCEPTED');
  }

  /** Accepted payments that are not due yet stay in the file and are booked by the next process. */
  async close(): Promise<void> {
    for (const timer of this.due.values()) clearTimeout(timer);
    this.due.clear();
    await this.file.close();
    await this.lock.release();
  }

  private recall(payment: Payment): void {
    this.entries.set(payment.reference, { payment, onDisk: Promise.resolve() });
  }

  private async write(payment: Payment): Promise<Payment> {
    const onDisk = this.file.append(JSON.stringify(payment));
    this.entries.set(payment.reference, { payment, onDisk });
    await onDisk;
    this.schedule(payment);
    return payment;
  }

  private schedule(payment: Payment): void {
    if (payment.status !== 'ACCEPTED') return;
    const waitMs = Math.max(0, Date.parse(payment.dueAt ?? '') - Date.now());
    const { reference, amount, currency, beneficiary } = payment;
    const settle = (): void => {
      this.due.delete(reference);
      // A broken file shows in every later answer; here nobody waits for one.
      this.write(ruled({ reference, amount, currency, beneficiary }, { status: 'PAID' })).catch(
        () => undefined,
      );
    };
    this.due.set(reference, setTimeout(settle, waitMs));
  }
}

function ruled(order: PaymentOrder, ruling: Ruling): Payment {
  const now = Date.now();
  if (ruling.status === 'ACCEPTED') {
    return { ...order, status: 'ACCEPTED', dueAt: new Date(now + ruling.paidAfterMs).toISOString() };
  }
  return { ...order, ...ruling, bookedAt: new Date(now).toISOString() };
}

function readLine(line: string, dataFile: string, number: number): Payment {
  try {
    const payment = JSON.parse(line) as Partial<Payment> | null;
    if (payment?.reference && payment.amount && payment.currency && payment.status) return payment as Payment;
  } catch {
    // Falls through to the same fault as a line that is JSON but no payment.
  }
  const problem = `line ${number} of the book ${dataFile} is damaged: restore the file, or name another one`;
  throw new Fault('INPUT_INVALID', { problem }, 'dataFile');
}
