import { Fault } from '@fanxing/kernel';
import { BookFile } from './book-file.js';
import { takeBookLock, type BookLock } from './book-lock.js';
import { sameOrder, type Payment, type PaymentOrder } from './payment.js';

/** What the bank does with an order that it sees for the first time. */
export type Ruling =
  | { readonly status: 'DONE' }
  | { readonly status: 'REJECTED'; readonly reason: string }
  | { readonly status: 'ACCEPTED'; readonly paidAfterMs: number };

/** CONFLICT: the reference stands in the book already, for other money or another account. */
export type Entered = { readonly kind: 'ENTERED'; readonly payment: Payment } | { readonly kind: 'CONFLICT' };

interface Entry {
  readonly payment: Payment;
  readonly onDisk: Promise<void>;
}

/** A book's two sides, whose references have nothing to do with one another. */
export type Direction = 'OUT' | 'IN';

/**
 * The bank's own book: one payment a reference, for ever, and so with collections. One is ACCEPTED (taken, not booked yet, falls
 * due later), PAID (a collection: COLLECTED) or REJECTED; it may only go from ACCEPTED to PAID, or be called off, which is REJECTED.
 * A collection may be RETURNED after it was COLLECTED. Nothing is shown to anybody before it is on disk, so that no answer can be
 * lost by a kill.
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
    const known = this.entries.get(keyOf(order));
    if (!known) return { kind: 'ENTERED', payment: await this.write(ruled(order, ruling)) };
    await known.onDisk;
    return sameOrder(known.payment, order)
      ? { kind: 'ENTERED', payment: known.payment }
      : { kind: 'CONFLICT' };
  }

  /**
   * Calls an order off: unless it is booked it is REJECTED from now on, also when it has not come yet and comes later. Answers what
   * stands in the book then.
   */
  async cancel(order: PaymentOrder): Promise<Entered> {
    const known = this.entries.get(keyOf(order));
    await known?.onDisk;
    if (known && !sameOrder(known.payment, order)) return { kind: 'CONFLICT' };
    if (known && known.payment.status !== 'ACCEPTED') return { kind: 'ENTERED', payment: known.payment };
    clearTimeout(this.due.get(keyOf(order)));
    this.due.delete(keyOf(order));
    const calledOff = { status: 'REJECTED', reason: 'CANCELLED' } as const;
    return { kind: 'ENTERED', payment: await this.write(ruled(order, calledOff)) };
  }

  /** The customer's own bank takes a collection back. Answers undefined for one that was not collected. */
  async giveBack(reference: string, reason: string): Promise<Payment | undefined> {
    const collected = await this.find('IN', reference);
    if (collected?.status !== 'COLLECTED') return undefined;
    return this.write({ ...collected, status: 'RETURNED', reason });
  }

  async find(direction: Direction, reference: string): Promise<Payment | undefined> {
    const entry = this.entries.get(`${direction} ${reference}`);
    await entry?.onDisk;
    return entry?.payment;
  }

  /** What is booked, in the order of entry; what is only accepted is not. */
  async booked(direction: Direction): Promise<Payment[]> {
    const entries = [...this.entries.values()].filter(
      ({ payment }) => (payment.direction ?? 'OUT') === direction,
    );
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
    this.entries.set(keyOf(payment), { payment, onDisk: Promise.resolve() });
  }

  private async write(payment: Payment): Promise<Payment> {
    const onDisk = this.file.append(JSON.stringify(payment));
    this.entries.set(keyOf(payment), { payment, onDisk });
    await onDisk;
    this.schedule(payment);
    return payment;
  }

  private schedule(payment: Payment): void {
    if (payment.status !== 'ACCEPTED') return;
    const waitMs = Math.max(0, Date.parse(payment.dueAt ?? '') - Date.now());
    const { status: _, dueAt: __, ...order } = payment;
    const settle = (): void => {
      this.due.delete(keyOf(order));
      // A broken file shows in every later answer; here nobody waits for one.
      this.write(ruled(order, { status: 'DONE' })).catch(() => undefined);
    };
    this.due.set(keyOf(order), setTimeout(settle, waitMs));
  }
}

function keyOf({ direction, reference }: PaymentOrder): string {
  return `${direction ?? 'OUT'} ${reference}`;
}

function ruled(order: PaymentOrder, ruling: Ruling): Payment {
  const now = Date.now();
  if (ruling.status === 'ACCEPTED') {
    return { ...order, status: 'ACCEPTED', dueAt: new Date(now + ruling.paidAfterMs).toISOString() };
  }
  const bookedAt = new Date(now).toISOString();
  if (ruling.status === 'REJECTED') return { ...order, ...ruling, bookedAt };
  return { ...order, status: order.direction === 'IN' ? 'COLLECTED' : 'PAID', bookedAt };
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
