import { Injectable } from '@nestjs/common';
import {
  addDays,
  daysBetween,
  Fault,
  parseBusinessDate,
  type BusinessDate,
  type CurrencyCode,
} from '@fanxing/kernel';
import { closeDays } from '@fanxing/lending-domain';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { withSpan } from '@fanxing/runtime/telemetry';
import { readingAgain } from '../earlier-answer.js';
import type { RunEndOfDayInput } from '../generated/schema.js';
import { expireLines } from '../line/credit-line.store.js';
import { readLoansToClose, type LoanRow } from '../loan/loan.store.js';
import { servicedOf, writtenInstalments, writtenServiced } from '../loan/serviced-loan.store.js';
import { moveBook } from './book.store.js';
import { OpenBooks } from '../books/open-books.js';
import { BusinessDates } from './business-date.js';
import { DayDuties } from './day-duties.js';
import { bookingsOf } from './servicing-bookings.js';

export interface DayReport {
  readonly businessDate: BusinessDate;
  readonly daysEnded: number;
  readonly loansClosed: number;
}

/** How many loans are closed in one transaction: large enough to be fast, small enough that nobody waits for it. */
const loansAtATime = 500;

/**
 * Ends business days. The books' date moves first, in a moment; then the loans' days are closed in parts. Interest is a
 * function of dates, so a repayment that comes in between closes its own loan's day itself, a run that was killed is
 * finished by the next, and running twice changes nothing.
 */
@Injectable()
export class RunEndOfDay {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly businessDates: BusinessDates,
    private readonly books: OpenBooks,
    private readonly duties: DayDuties,
  ) {}

  /** Ends every day up to and including `on`, which must be over in the tenant's time zone. */
  async run(context: TenantContext, input: RunEndOfDayInput): Promise<DayReport> {
    mustBeAllowedTo(context, 'day:run');
    const on = parseBusinessDate(input.on, 'input.on');
    const current = await this.businessDates.current(context);
    if (on < current) return this.endDays(context, current, 0);
    if (on >= (await this.businessDates.wallDate(context))) {
      throw new Fault(
        'STATE_CONFLICT',
        { what: `day ${on}`, status: 'not over', needed: 'a day that has ended' },
        'input.on',
      );
    }
    return this.endDays(context, current, daysBetween(current, on) + 1);
  }

  /** Ends `days` days from `current` on; whoever calls has checked that they may end. */
  async endDays(context: TenantContext, current: BusinessDate, days: number): Promise<DayReport> {
    let loansClosed = await this.closeLoans(context, current);
    await this.duties.run(context, current);
    let businessDate = current;
    for (let ended = 0; ended < days; ended += 1) {
      const next = addDays(businessDate, 1);
      const from = businessDate;
      await this.database.transaction(context, async (transaction) => {
        await moveBook(transaction, from, next);
        await expireLines(transaction, next);
      });
      businessDate = next;
      loansClosed += await this.closeLoans(context, businessDate);
      await this.duties.run(context, businessDate);
    }
    return { businessDate, daysEnded: days, loansClosed };
  }

  /** Closes every day before `to` for every loan that has not had it closed. */
  private async closeLoans(context: TenantContext, to: BusinessDate): Promise<number> {
    return withSpan('close loans', {}, async () => {
      let closed = 0;
      for (;;) {
        const part = await readingAgain(() => this.closePart(context, to));
        closed += part;
        if (part < loansAtATime) return closed;
      }
    });
  }

  private async closePart(context: TenantContext, to: BusinessDate): Promise<number> {
    const rows = await this.database.transaction(context, (transaction) =>
      readLoansToClose(transaction, to, loansAtATime),
    );
    for (const [currency, loans] of byCurrency(rows)) {
      await this.books.open(context, currency);
      await this.closeIn(context, currency, loans, to);
    }
    return rows.length;
  }

  private async closeIn(
    context: TenantContext,
    currency: CurrencyCode,
    rows: readonly LoanRow[],
    to: BusinessDate,
  ): Promise<void> {
    const closed = rows.map((row) => {
      const before = servicedOf(row);
      return { row, before, ...closeDays(before, to) };
    });
    const { interest, moved } = bookingsOf(
      closed.map(({ row, days }) => ({ loanId: row.id, days })),
      currency,
    );
    await this.database.call(context, 'lending.close_serviced', [
      currency,
      JSON.stringify(closed.map(({ row, loan }) => writtenServiced(row, loan))),
      JSON.stringify(
        closed.flatMap(({ row, loan, before }) => writtenInstalments(row.id, loan, before.instalments)),
      ),
      JSON.stringify(interest.bookings),
      interest.codes,
      interest.sides,
      JSON.stringify(moved.entries),
      JSON.stringify(moved.movements),
    ]);
  }
}

function byCurrency(rows: readonly LoanRow[]): Map<CurrencyCode, LoanRow[]> {
  const groups = new Map<CurrencyCode, LoanRow[]>();
  for (const row of rows) {
    const group = groups.get(row.currency);
    if (group) group.push(row);
    else groups.set(row.currency, [row]);
  }
  return groups;
}
