import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, parseId, parseMoney, parseRate, type Clock } from '@fanxing/kernel';
import { disbursementPending } from '@fanxing/ledger-domain';
import { beginLoan, reserve, sendToBank, type Loan, type Payout } from '@fanxing/lending-domain';
import type { RepaymentTerms } from '@fanxing/product-contract';
import { mustBeKey, requestHash } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { orEarlierAnswer } from '../earlier-answer.js';
import type { DrawDownInput } from '../generated/schema.js';
import type { CreditLineRow } from '../line/credit-line.store.js';
import { creditLineOf } from '../line/credit-line.view.js';
import { Neighbours } from '../neighbours.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import { drawdownOn, payoutOn } from './plan-of-line.js';
import { DisburseLoan } from './disburse-loan.js';
import { DrawdownStore } from './drawdown.store.js';
import { loanView, type LoanView } from './loan.view.js';
import { ReadLoan } from './read-loan.js';

/**
 * The story of a drawdown: the line is read, the amount reserved on it, the loan and its pending entry computed, all of
 * it committed in one call, and the bank told. When this answers, the money can not be lost: it is paid once, or the
 * entry is voided.
 */
@Injectable()
export class DrawDown {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly drawdowns: DrawdownStore,
    private readonly disburseLoan: DisburseLoan,
    private readonly readLoan: ReadLoan,
    private readonly neighbours: Neighbours,
    private readonly calendars: HolidayCalendars,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: DrawDownInput): Promise<LoanView> {
    mustBeAllowedTo(context, 'loan:write');
    const request = {
      operation: 'drawDown',
      key: mustBeKey(input.idempotencyKey),
      requestHash: requestHash(input),
    };
    return orEarlierAnswer(
      this.database,
      context,
      request,
      () => this.draw(context, input, request),
      (answer) => this.readLoan.byId(context, answer['loanId'] ?? ''),
    );
  }

  private async draw(
    context: TenantContext,
    input: DrawDownInput,
    request: { key: string; requestHash: string },
  ): Promise<LoanView> {
    const creditLineId = parseId('creditLine', input.creditLineId, 'input.creditLineId');
    await this.neighbours.activeTenant(context);
    const line = await this.drawdowns.line(context, creditLineId);
    if (!line) throw new Fault('NOT_FOUND', { what: 'credit line', id: creditLineId }, 'input.creditLineId');
    if (input.borrowerId && input.borrowerId !== line.borrowerId)
      throw new Fault(
        'NOT_FOUND',
        { what: 'credit line of borrower', id: input.borrowerId },
        'input.borrowerId',
      );
    const plan = await this.calendars.published(context, line.terms.repayment, line.businessDate);
    const { loan, payout } = drawOn(line, input, plan);
    const loanId = newId('loan');
    const entry = disbursementPending({
      loanId,
      amountMinor: loan.principalMinor,
      currency: loan.currency,
      bookedOn: loan.drawnOn,
    });
    const reserved = await this.drawdowns.reserve(context, {
      ...request,
      actor: auditActor(context, {
        after: {
          status: loan.status,
          principal: formatMinor(loan.principalMinor, loan.currency),
          currency: loan.currency,
          creditLineId,
        },
      }),
      creditLineId,
      loanId,
      entryId: newId('journalEntry'),
      loan,
      entry,
    });
    if (reserved.repeated) return this.readLoan.byId(context, reserved.loanId);
    this.disburseLoan.begin(context, {
      loanId,
      borrowerId: line.borrowerId,
      payee: line,
      loan,
      payout,
      plan,
    });
    return loanView(
      {
        id: loanId,
        borrowerId: line.borrowerId,
        creditLineId,
        requestedAt: this.clock.now(),
        disbursedAt: null,
        failure: null,
      },
      loan,
      payout,
      plan,
    );
  }
}

/** The loan that a drawdown makes, ready to be sent. Fails when the line does not allow it. */
function drawOn(
  line: CreditLineRow,
  input: DrawDownInput,
  plan: RepaymentTerms | null,
): { loan: Loan; payout: Payout } {
  const { minor, currency } = parseMoney(input.amount.amount, input.amount.currency, 'input.amount');
  if (currency !== line.currency) {
    throw new Fault(
      'CURRENCY_MISMATCH',
      { expected: line.currency, actual: currency },
      'input.amount.currency',
    );
  }
  if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, 'input.amount');
  const payout = payoutOn(line, minor);
  reserve(creditLineOf(line), payout.principalMinor, line.businessDate);
  const loan = beginLoan({
    principalMinor: payout.principalMinor,
    currency,
    dailyRate: parseRate(line.dailyRate),
    rounding: line.terms.interestRounding,
    drawnOn: line.businessDate,
    termDays: drawdownOn(line, payout, plan).termDays,
  });
  return { loan: sendToBank(loan), payout };
}
