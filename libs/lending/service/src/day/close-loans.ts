import { Injectable } from '@nestjs/common';
import { Fault, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import { closeDays } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { withSpan } from '@fanxing/runtime/telemetry';
import { OpenBooks } from '../books/open-books.js';
import { readLoansToClose, writeClosed, type LoanToClose } from './closing.store.js';

/** How many loans are closed in one transaction: large enough to be fast, small enough that nobody waits for it. */
const loansAtATime = 1_000;

/** So many parts are under way at once: while PostgreSQL writes some, the next is read and computed. */
const partsAtOnce = 3;

/** Loans that were changed in between are read again, at most so many times over. */
const passesMax = 20;

/**
 * Closes every day before a date for every loan that has not had it closed: in the order of their ids, a part of them in each transaction, some
 * parts at once. A part leaves out loans that somebody changed meanwhile; they come again in the next pass. Whatever stops it, the next run
 * finds by each loan's own date what is left.
 */
@Injectable()
export class CloseLoans {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly books: OpenBooks,
  ) {}

  /** Answers how many loans it has closed. */
  async run(context: TenantContext, to: BusinessDate): Promise<number> {
    return withSpan('close loans', {}, async () => {
      let closed = 0;
      for (let pass = 0; pass < passesMax; pass += 1) {
        const { read, written } = await this.pass(context, to);
        closed += written;
        if (written === read) return closed;
      }
      throw new Fault('WRITE_CONTENTION');
    });
  }

  /** Walks over all loans once. What fails in one part ends the walk when the parts under way are done. */
  private async pass(context: TenantContext, to: BusinessDate): Promise<{ read: number; written: number }> {
    const counts = { read: 0, written: 0 };
    let reading: Promise<string | null> = Promise.resolve('');
    // The parts are read one after the other, whoever asks; after null there is none.
    const next = (): Promise<LoanToClose[]> => {
      const part = reading.then((afterId) => (afterId === null ? [] : this.readPart(context, to, afterId)));
      reading = part.then((loans) => loans.at(-1)?.id ?? null).catch(() => null);
      return part;
    };
    const work = async (): Promise<void> => {
      try {
        for (let part = await next(); part.length > 0; part = await next()) {
          const written = await this.closePart(context, to, part);
          counts.read += part.length;
          counts.written += written;
        }
      } catch (error) {
        reading = Promise.resolve(null);
        throw error;
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: partsAtOnce }, work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return counts;
  }

  private readPart(context: TenantContext, to: BusinessDate, afterId: string): Promise<LoanToClose[]> {
    return this.database.transaction(context, (transaction) =>
      readLoansToClose(transaction, to, afterId, loansAtATime),
    );
  }

  private async closePart(
    context: TenantContext,
    to: BusinessDate,
    part: readonly LoanToClose[],
  ): Promise<number> {
    let written = 0;
    for (const [currency, loans] of byCurrency(part)) {
      await this.books.open(context, currency);
      const closed = loans.map(({ id, version, loan: before }) => ({
        id,
        version,
        before,
        ...closeDays(before, to),
      }));
      written += await writeClosed(this.database, context, currency, to, closed);
    }
    return written;
  }
}

function byCurrency(loans: readonly LoanToClose[]): Map<CurrencyCode, LoanToClose[]> {
  const groups = new Map<CurrencyCode, LoanToClose[]>();
  for (const each of loans) {
    const group = groups.get(each.loan.currency);
    if (group) group.push(each);
    else groups.set(each.loan.currency, [each]);
  }
  return groups;
}
