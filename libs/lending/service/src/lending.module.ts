import type { Provider } from '@nestjs/common';
import { ApplicationResolver } from './application/application.resolver.js';
import { ApplyForCredit } from './application/apply-for-credit.js';
import { HonourWithdrawal } from './application/honour-withdrawal.js';
import { ReadApplication } from './application/read-application.js';
import { DecideLedgerProposal } from './books/approve-ledger-proposal.js';
import { BooksResolver } from './books/books.resolver.js';
import { ChartResolver } from './books/chart.resolver.js';
import { CloseLedgerAccount } from './books/close-ledger-account.js';
import { ClosePeriod } from './books/close-period.js';
import { OpenLedgerAccount } from './books/open-ledger-account.js';
import { PeriodResolver } from './books/period.resolver.js';
import { PostJournalEntry } from './books/post-journal-entry.js';
import { ProposalResolver } from './books/proposal.resolver.js';
import { OpenAccounts } from './books/open-accounts.js';
import { OpenBooks } from './books/open-books.js';
import { ReadBooks } from './books/read-books.js';
import { ReadLedgerProposals } from './books/read-ledger-proposals.js';
import { ReopenPeriod } from './books/reopen-period.js';
import { ReverseJournalEntry } from './books/reverse-journal-entry.js';
import { AnswerSubjectRequest } from './borrower/answer-subject-request.js';
import { BorrowerResolver } from './borrower/borrower.resolver.js';
import { CreateBorrower } from './borrower/create-borrower.js';
import { ImportBorrowers } from './borrower/import-borrowers.js';
import { ReadBorrower } from './borrower/read-borrower.js';
import { SealBorrowers } from './borrower/seal-borrowers.js';
import { ChangeCase } from './collection-case/change-case.js';
import { CollectionCaseResolver } from './collection-case/collection-case.resolver.js';
import { KeepCases } from './collection-case/keep-cases.js';
import { ReadCases } from './collection-case/read-cases.js';
import { ReadContact } from './collection-case/read-contact.js';
import { Assignees } from './collection-case/assignees.js';
import { WorkOnCase } from './collection-case/work-on-case.js';
import { collectionProviders } from './collection/collection.providers.js';
import { AdvanceTestClock } from './day/advance-test-clock.js';
import { BusinessDates } from './day/business-date.js';
import { DayDuties } from './day/day-duties.js';
import { DayResolver } from './day/day.resolver.js';
import { CloseLoans } from './day/close-loans.js';
import { TellDayBegun } from './day/tell-day-begun.js';
import { RunEndOfDay } from './day/run-end-of-day.js';
import { CancelDrawDown } from './disbursement/cancel-draw-down.js';
import { DisbursementAttempts } from './disbursement/disbursement-attempts.js';
import { DisbursementResolver, LoanDisbursementResolver } from './disbursement/disbursement.resolver.js';
import { ReadDisbursement } from './disbursement/read-disbursement.js';
import { FundingResolver } from './funding/funding.resolver.js';
import { ProposeFundingAgreement } from './funding/propose-funding-agreement.js';
import { ReadFunding } from './funding/read-funding.js';
import { SetFundingLimit } from './funding/set-funding-limit.js';
import { HolidayCalendars } from './holiday/holiday-calendars.js';
import { HolidayResolver } from './holiday/holiday.resolver.js';
import { PublishHolidays } from './holiday/publish-holidays.js';
import { ChangeCreditLine } from './line/change-credit-line.js';
import { CloseCreditLine } from './line/close-credit-line.js';
import { CreditLineResolver } from './line/credit-line.resolver.js';
import { FreezeCreditLine } from './line/freeze-credit-line.js';
import { CarryOutLineOrder } from './line/carry-out-line-order.js';
import { LineChanges } from './line/line-changes.js';
import { ReadMonitoredLines } from './line/read-monitored-lines.js';
import { ReadCreditLine } from './line/read-credit-line.js';
import { ReviewCreditLine } from './line/review-credit-line.js';
import { UnfreezeCreditLine } from './line/unfreeze-credit-line.js';
import { ChangeServicedLoan } from './loan/change-serviced-loan.js';
import { LoanChangeStore } from './loan/change-loan.store.js';
import { DrawdownStore } from './loan/drawdown.store.js';
import { DisburseLoan } from './loan/disburse-loan.js';
import { DrawDown } from './loan/draw-down.js';
import { LoanChanges } from './loan/loan-changes.js';
import { LoanResolver } from './loan/loan.resolver.js';
import { ReadLoan } from './loan/read-loan.js';
import { ReadOpenBusiness } from './loan/read-open-business.js';
import { RestructureLoan } from './loan/restructure-loan.js';
import { SettleDisbursement } from './loan/settle-disbursement.js';
import { WaiveCharges } from './loan/waive-charges.js';
import { WriteOffLoan } from './loan/write-off-loan.js';
import { Neighbours } from './neighbours.js';
import { AcceptOffer } from './offer/accept-offer.js';
import { OfferResolver } from './offer/offer.resolver.js';
import { ReadOfferExample } from './offer/read-offer-example.js';
import { ImportBankStatement } from './reconciliation/import-bank-statement.js';
import { ReadReconciliation } from './reconciliation/read-reconciliation.js';
import { ReconciliationResolver } from './reconciliation/reconciliation.resolver.js';
import { ResolveReconciliationItem } from './reconciliation/resolve-reconciliation-item.js';
import { PartnerBank } from './partner-bank.js';
import { ReadApplicationOutcomes } from './outcome/read-application-outcomes.js';
import { OpeningHours } from './payment-hours/opening-hours.js';
import { PaymentHoursResolver } from './payment-hours/payment-hours.resolver.js';
import { ReadPaymentHours } from './payment-hours/read-payment-hours.js';
import { SetPaymentHours } from './payment-hours/set-payment-hours.js';
import { ReadRepayment } from './repayment/read-repayment.js';
import { IncomingPaymentResolver } from './payment/incoming-payment.resolver.js';
import { MatchPayment } from './payment/match-payment.js';
import { ReadIncomingPayments } from './payment/read-incoming-payments.js';
import { RecordIncomingPayment } from './payment/record-incoming-payment.js';
import { ResolveIncomingPayment } from './payment/resolve-incoming-payment.js';
import { RefundOverpayment } from './repayment/refund-overpayment.js';
import { Repay } from './repayment/repay.js';
import { RepaymentResolver } from './repayment/repayment.resolver.js';
import { ReverseRepayment } from './repayment/reverse-repayment.js';
import { ReadStatement } from './statement/read-statement.js';
import { LoansStatementResolver } from './statement/loans-statement.resolver.js';
import { StatementPress } from './statement/statement-press.js';
import { StatementResolver } from './statement/statement.resolver.js';
import { SweepUnfinished } from './sweep-unfinished.js';

/** Everything in the service that Nest builds, noun by noun in the order of a loan's life. */
export const lendingProviders: readonly Provider[] = [
  ...[BorrowerResolver, CreateBorrower, ImportBorrowers, ReadBorrower, AnswerSubjectRequest, SealBorrowers],
  ...[ApplicationResolver, ApplyForCredit, HonourWithdrawal, ReadApplication],
  ...[OfferResolver, AcceptOffer, ReadOfferExample],
  ...[CreditLineResolver, ReadCreditLine, LineChanges, ChangeCreditLine],
  ...[ReadMonitoredLines, CarryOutLineOrder, ReadApplicationOutcomes],
  ...[FreezeCreditLine, UnfreezeCreditLine, CloseCreditLine, ReviewCreditLine],
  ...[
    LoanResolver,
    DrawdownStore,
    LoanChangeStore,
    DrawDown,
    DisburseLoan,
    SettleDisbursement,
    ReadLoan,
    ReadOpenBusiness,
    LoanChanges,
    ChangeServicedLoan,
    RestructureLoan,
    WaiveCharges,
    WriteOffLoan,
  ],
  ...[DisbursementResolver, LoanDisbursementResolver, ReadDisbursement, DisbursementAttempts, CancelDrawDown],
  ...[PaymentHoursResolver, SetPaymentHours, ReadPaymentHours, OpeningHours, PartnerBank],
  ...[HolidayResolver, HolidayCalendars, PublishHolidays],
  ...[RepaymentResolver, Repay, ReadRepayment, ReverseRepayment, RefundOverpayment],
  ...[
    IncomingPaymentResolver,
    RecordIncomingPayment,
    ResolveIncomingPayment,
    ReadIncomingPayments,
    MatchPayment,
  ],
  ...collectionProviders,
  ...[CollectionCaseResolver, WorkOnCase, Assignees, ChangeCase, KeepCases, ReadCases, ReadContact],
  ...[StatementResolver, LoansStatementResolver, ReadStatement, StatementPress],
  ...[DayResolver, BusinessDates, CloseLoans, RunEndOfDay, DayDuties, TellDayBegun, AdvanceTestClock],
  ...[
    BooksResolver,
    ReadBooks,
    OpenBooks,
    OpenAccounts,
    ChartResolver,
    OpenLedgerAccount,
    CloseLedgerAccount,
  ],
  ...[PeriodResolver, ClosePeriod, ReopenPeriod],
  ...[ProposalResolver, PostJournalEntry, ReverseJournalEntry, DecideLedgerProposal, ReadLedgerProposals],
  ...[FundingResolver, ReadFunding, ProposeFundingAgreement, SetFundingLimit],
  ...[ReconciliationResolver, ReadReconciliation, ImportBankStatement, ResolveReconciliationItem],
  ...[Neighbours, SweepUnfinished],
];
