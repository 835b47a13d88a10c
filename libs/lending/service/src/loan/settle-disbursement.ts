import { Inject, Injectable } from '@nestjs/common';
import { Fault, formatMinor, type BusinessDate, type Clock } from '@fanxing/kernel';
import {
  beginServicing,
  confirmDisbursement,
  defaultRules,
  type Loan,
  type Payout,
} from '@fanxing/lending-domain';
import type { RepaymentTerms } from '@fanxing/product-contract';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { auditActor } from '../actor.js';
import { feeBookings } from './fee-bookings.js';
import { HolidayCalendars } from '../holiday/holiday-calendars.js';
import type { SealedPayee } from '../borrower/sealed-borrower.js';
import { readingAgain } from '../earlier-answer.js';
import { outboxEvent } from '../outbox-event.js';
import { findLoan, settleDisbursed } from './loan.store.js';
import { writtenInstalments } from './serviced-loan.store.js';

/** A drawdown on its way: what is sent to the bank, and what settling it needs. */
export interface Disbursement {
  readonly loanId: string;
  readonly borrowerId: string;
  /** The borrower's account as the bank knows it, sealed until the bank is told. */
  readonly payee: SealedPayee;
  readonly loan: Loan;
  readonly payout: Payout;
  /** How it comes back in instalments; null: by the day. */
  readonly plan: RepaymentTerms | null;
}

/** Ends a disbursement with what the bank is known to have done. Doing it twice changes nothing. */
@Injectable()
export class SettleDisbursement {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
    private readonly calendars: HolidayCalendars,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The money is with the borrower: the entry is posted and interest runs from the books' present day. */
  async paid(context: TenantContext, disbursement: Disbursement): Promise<void> {
    await this.settle(context, disbursement, null);
  }

  /** No money moved and none will: the entry is voided and the line released. */
  async refused(context: TenantContext, disbursement: Disbursement, failure: string): Promise<void> {
    await this.settle(context, disbursement, failure.slice(0, 200));
  }

  private async settle(
    context: TenantContext,
    disbursement: Disbursement,
    failure: string | null,
  ): Promise<void> {
    const system = systemContext(context.tenantId, context.environment, 'disbursement');
    // Nearly always the books still stand at the day of the drawdown; when they have moved on they are asked.
    let on = disbursement.loan.drawnOn;
    await readingAgain(async () => {
      try {
        await this.settleOn(system, disbursement, failure, on);
      } catch (error) {
        on = (await findLoan(this.database, system, disbursement.loanId))?.businessDate ?? on;
        throw error;
      }
    });
  }

  private async settleOn(
    system: TenantContext,
    disbursement: Disbursement,
    failure: string | null,
    on: BusinessDate,
  ): Promise<void> {
    const { loanId, borrowerId, loan, payout } = disbursement;
    if (loan.status !== 'DISBURSING')
      throw new Fault('STATE_CONFLICT', { what: 'loan', status: loan.status, needed: 'DISBURSING' });
    const confirmed = confirmDisbursement(loan, on);
    const { currency, principalMinor } = confirmed;
    const plan = await this.calendars.published(system, disbursement.plan, on);
    const { dueOn, instalments } = instalmentsFrom(loanId, confirmed, plan);
    const amount = formatMinor(principalMinor, currency);
    const event = outboxEvent(
      'loanDisbursed',
      { loanId, borrowerId, amount, currency, bookedOn: on },
      this.clock,
    );
    const settled = await settleDisbursed(this.database, system, {
      actor: auditActor(system, {
        before: { status: loan.status },
        after: failure === null ? { status: 'ACTIVE', drawnOn: on } : { status: 'FAILED' },
      }),
      loanId,
      failure,
      on,
      dueOn,
      event,
      plan,
      instalments,
      currency,
      fees: feeBookings(loanId, payout, on),
    });
    if (settled && failure === null) this.outbox.publishSoon(system, event);
  }
}

/** What is due from the day of the payment on. */
function instalmentsFrom(
  loanId: string,
  loan: Loan,
  plan: RepaymentTerms | null,
): { dueOn: BusinessDate; instalments: Record<string, unknown>[] } {
  const begun = beginServicing(loan, plan, defaultRules);
  return { dueOn: begun.dueOn, instalments: writtenInstalments(loanId, begun) };
}
