import { Injectable } from '@nestjs/common';
import { Fault, parseBusinessDate, parseId, parseMoney } from '@fanxing/kernel';
import { reserve } from '@fanxing/lending-domain';
import {
  BatchedLists,
  BatchedReads,
  byId,
  connectionOf,
  parsePage,
  parsePart,
  ServiceDatabase,
  type Connection,
  type PageArguments,
  type PartArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { PreviewScheduleInput } from '../generated/schema.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { findCreditLine } from '../line/credit-line.store.js';
import { creditLineOf } from '../line/credit-line.view.js';
import { readLoans, readLoansById, readLoansOfLines, type LoanRow } from './loan.store.js';
import { loanViewOfRow, type LoanView } from './loan.view.js';
import { payoutOn } from './plan-of-line.js';
import { drawdownView } from './drawdown.view.js';
import type { ScheduleView } from './schedule.view.js';

export interface LoanFilter {
  readonly status?: string | null;
  readonly borrowerId?: string | null;
  readonly bucket?: string | null;
  readonly dueFrom?: string | null;
  readonly dueTo?: string | null;
}

/** Reads loans of the caller's tenant, and what one would cost. */
@Injectable()
export class ReadLoan {
  private readonly rows = new BatchedReads<LoanRow>(async (context, ids) =>
    byId(await readLoansById(this.database, context, ids)),
  );
  private readonly rowsOfLines = new BatchedLists<LoanRow>(
    (context, lineIds, part) =>
      this.database.transaction(context, (transaction) => readLoansOfLines(transaction, lineIds, part)),
    ({ creditLineId }) => creditLineId,
  );

  constructor(
    private readonly database: ServiceDatabase,
    private readonly calendars: HolidayCalendars,
  ) {}

  async byId(context: TenantContext, id: string): Promise<LoanView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('loan', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'loan', id }, 'id');
    // Until it is paid out its plan is that of its line, which does not hold the published days.
    const plan = await this.calendars.published(context, row.plan, row.drawnOn);
    return loanViewOfRow({ ...row, plan });
  }

  async ofLine(context: TenantContext, creditLineId: string, part: PartArguments): Promise<LoanView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.rowsOfLines.of(context, creditLineId, parsePart(part));
    return rows.map(loanViewOfRow);
  }

  async page(context: TenantContext, page: PageArguments & LoanFilter): Promise<Connection<LoanView>> {
    mustBeAllowedTo(context, 'loan:read');
    const parsed = parsePage(page, context, 'loans');
    const filter = {
      status: page.status ?? null,
      borrowerId: page.borrowerId ?? null,
      bucket: page.bucket ?? null,
      dueFrom: page.dueFrom ? parseBusinessDate(page.dueFrom, 'dueFrom') : null,
      dueTo: page.dueTo ? parseBusinessDate(page.dueTo, 'dueTo') : null,
    };
    const rows = await this.database.transaction(context, (transaction) =>
      readLoans(transaction, parsed, filter),
    );
    return connectionOf(parsed, rows.map(loanViewOfRow));
  }

  /** The schedule of a drawdown as it would be booked today, after the same checks. */
  async preview(context: TenantContext, input: PreviewScheduleInput): Promise<ScheduleView> {
    mustBeAllowedTo(context, 'loan:read');
    const line = await findCreditLine(
      this.database,
      context,
      parseId('creditLine', input.creditLineId, 'input.creditLineId'),
    );
    if (!line)
      throw new Fault('NOT_FOUND', { what: 'credit line', id: input.creditLineId }, 'input.creditLineId');
    const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
    if (currency !== line.currency)
      throw new Fault(
        'CURRENCY_MISMATCH',
        { expected: line.currency, actual: currency },
        'input.amount.currency',
      );
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
    const repayment = await this.calendars.published(context, line.terms.repayment, line.businessDate);
    const payout = payoutOn(line, minor);
    reserve(creditLineOf(line), payout.principalMinor, line.businessDate);
    return drawdownView(line, payout, repayment);
  }
}
