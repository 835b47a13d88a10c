import type { DataAccess } from '@fanxing/runtime/consent';
import { defineContract, operation } from '@fanxing/runtime/messaging';

export {
  lendingOutcomeContract,
  milestoneDays,
  type ApplicationOutcome,
  type ApplicationOutcomes,
  type MilestoneDays,
} from './application-outcome.js';
export {
  lendingMonitoringContract,
  type LineAction,
  type LineOrder,
  type LineOrderOutcome,
  type LineOrderReason,
  type MonitoredLine,
  type MonitoredLines,
} from './line-monitoring.js';

/** What other services may ask the lending service. */
export const lendingContract = defineContract('lending', {
  /** Fails with NOT_FOUND unless every id is a borrower of the caller's tenant; answers the banks' own references. */
  findBorrowers: operation<{ borrowerIds: readonly string[] }, { references: readonly string[] }>({
    lookup: true,
  }),
});

/** What lending knows of borrowers. */
export const lendingBorrowerContract = defineContract('lending-borrower', {
  /** Those of the borrower's attributes that the access covers. Fails with NOT_FOUND. For whoever was given access. */
  coveredAttributes: operation<
    { access: DataAccess },
    { attributes: Readonly<Record<string, string | number | null>> }
  >({ lookup: true }),
  /** Which of these texts are ids of borrowers of the caller's tenant who were not erased; for files that may name anybody. */
  knownBorrowers: operation<{ borrowerIds: readonly string[] }, { known: readonly string[] }>({
    lookup: true,
  }),
});

/** Who applied, and what names them: for whoever asks others about an applicant and needs proof that there is one. */
export const lendingApplicantContract = defineContract('lending-applicant', {
  /** Fails with NOT_FOUND unless it is an application of the caller's tenant. */
  findApplication: operation<{ applicationId: string }, FoundApplication>({ lookup: true }),
  /**
   * Each in its one written form: the identity number, or else the unified social credit code, where the access covers IDENTITY; the
   * telephone number (E.164) where it covers CONTACT. Null where there is none. Fails with NOT_FOUND.
   */
  coveredIdentifiers: operation<{ access: DataAccess }, BorrowerIdentifiers>({ lookup: true }),
});

export interface FoundApplication {
  readonly borrowerId: string;
  readonly status: string;
  /** RFC 3339. */
  readonly receivedAt: string;
}

export interface BorrowerIdentifiers {
  readonly person: string | null;
  readonly phone: string | null;
}

/** Lending's part of a tenant's coming and going; the tenant service asks it. */
export const lendingTenancyContract = defineContract('lending-tenancy', {
  /** Opens the chart of accounts in the tenant's currency; accounts that are open stay as they are. */
  openAccounts: operation<{ currency: string }, Record<string, never>>(),
  /** What keeps the tenant from leaving: loans that are not paid back, and drawdowns on their way to the bank. */
  openBusiness: operation<Record<string, never>, { loansOpen: number; onTheirWay: number }>({ lookup: true }),
});

/** Lending's part of borrowers' own requests about their data; the tenant service asks it. */
export const lendingDataContract = defineContract('lending-data', {
  /** Writes right values over a borrower's attributes; the others stay. Fails with NOT_FOUND. */
  correctBorrower: operation<
    { borrowerId: string; attributes: Readonly<Record<string, string | number | null>> },
    { corrected: number }
  >(),
  /** All that lending holds of a borrower, for the borrower's own request. Fails with NOT_FOUND. */
  exportBorrower: operation<{ borrowerId: string }, { document: Record<string, unknown> }>({ lookup: true }),
  /**
   * Takes away what is not kept by law and cuts the rest off from the person. Doing it again answers the same counts.
   * Fails with LOAN_OPEN while the borrower owes something.
   */
  eraseBorrower: operation<{ borrowerId: string }, { counts: Record<string, number> }>({
    deadlineMs: 30_000,
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
  /** Left out by versions of before it was told. */
  readonly borrowerId?: string;
  readonly amount: string;
  readonly interest: string;
  readonly currency: string;
}

/** A loan was put under new terms, given up on, or what was done to it was undone. */
export interface LoanChanged {
  readonly loanId: string;
  readonly borrowerId: string;
  readonly status: string;
}

/** A business day has begun, and its loans stand as of it. */
export interface DayBegun {
  readonly businessDate: string;
}

export const lendingEventTypes = {
  applicationDecided: 'lending.ApplicationDecided',
  loanDisbursed: 'lending.LoanDisbursed',
  repaymentReceived: 'lending.RepaymentReceived',
  loanChanged: 'lending.LoanChanged',
  dayBegun: 'lending.DayBegun',
} as const;
