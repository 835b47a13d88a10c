import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { AccountCode, Side } from '../account/chart-of-accounts.js';
import { draftEntry, postEntry, type JournalEntry, type Posting } from './journal-entry.js';

export interface DisbursementFacts {
  readonly loanId: string;
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
  readonly bookedOn: BusinessDate;
}

/**
 * Written, pending, before the bank is asked to pay out: debit 1301 loan principal, credit 1001 funding account.
 * Post this same entry when the bank confirms; void it when the bank definitely refused.
 */
export function disbursementPending(facts: DisbursementFacts): JournalEntry {
  return draftEntry({
    bookedOn: facts.bookedOn,
    causeType: 'drawdown',
    causeId: facts.loanId,
    description: `Drawdown of loan ${facts.loanId}`,
    postings: [
      posting('1301', 'debit', facts.amountMinor, facts.currency),
      posting('1001', 'credit', facts.amountMinor, facts.currency),
    ],
  });
}

/**
 * A day's interest, posted at once since no money has to move: debit 1311 interest receivable, credit 6011 interest
 * income. One loan accrues once a day, so (loan, `bookedOn`) names such an entry. A day whose interest rounds to
 * nothing has no entry.
 */
export function interestAccrued(facts: DisbursementFacts): JournalEntry {
  return postEntry(
    draftEntry({
      bookedOn: facts.bookedOn,
      causeType: 'accrual',
      causeId: facts.loanId,
      description: `Interest of ${facts.bookedOn} on loan ${facts.loanId}`,
      postings: [
        posting('1311', 'debit', facts.amountMinor, facts.currency),
        posting('6011', 'credit', facts.amountMinor, facts.currency),
      ],
    }),
  );
}

export interface RepaymentFacts {
  readonly repaymentId: string;
  readonly loanId: string;
  /** How the money was allocated; either part may be zero, not both. */
  readonly allocation: { readonly interestMinor: bigint; readonly principalMinor: bigint };
  readonly currency: CurrencyCode;
  readonly bookedOn: BusinessDate;
}

/** Money that has arrived, posted: debit 1001 with all of it, credit 1311 and 1301 with what each was given. */
export function repaymentReceived(facts: RepaymentFacts): JournalEntry {
  const { interestMinor, principalMinor } = facts.allocation;
  const postings = [posting('1001', 'debit', interestMinor + principalMinor, facts.currency)];
  if (interestMinor !== 0n) postings.push(posting('1311', 'credit', interestMinor, facts.currency));
  if (principalMinor !== 0n) postings.push(posting('1301', 'credit', principalMinor, facts.currency));
  return postEntry(
    draftEntry({
      bookedOn: facts.bookedOn,
      causeType: 'repayment',
      causeId: facts.repaymentId,
      description: `Repayment ${facts.repaymentId} of loan ${facts.loanId}`,
      postings,
    }),
  );
}

function posting(accountCode: AccountCode, side: Side, amountMinor: bigint, currency: CurrencyCode): Posting {
  return { accountCode, side, amountMinor, currency };
}
