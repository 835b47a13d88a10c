import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the lending service. */
export const lendingContract = defineContract('lending', {
  /** Fails with NOT_FOUND unless every id is a borrower of the caller's tenant; answers the banks' own references. */
  findBorrowers: operation<{ borrowerIds: readonly string[] }, { references: readonly string[] }>({
    lookup: true,
  }),
});

/** What happens to applications and loans, for whoever subscribes. Amounts are decimal strings. */
export interface ApplicationDecided {
  readonly applicationId: string;
  readonly borrowerId: string;
  readonly decisionId: string;
  readonly outcome: 'APPROVE' | 'DECLINE';
}

export interface LoanDisbursed {
  readonly loanId: string;
  readonly borrowerId: string;
  readonly amount: string;
  readonly currency: string;
  readonly bookedOn: string;
}

export interface RepaymentReceived {
  readonly repaymentId: string;
  readonly loanId: string;
  readonly amount: string;
  readonly interest: string;
  readonly currency: string;
}

export const lendingEventTypes = {
  applicationDecided: 'lending.ApplicationDecided',
  loanDisbursed: 'lending.LoanDisbursed',
  repaymentReceived: 'lending.RepaymentReceived',
} as const;
