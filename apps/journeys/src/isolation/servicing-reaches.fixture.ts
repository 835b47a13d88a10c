import { yuan } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { change, key, lender, list, owner, read, type Ids, type Reach } from './reach.fixture.js';

const because = (own: Ids, attempt: string) => ({ ...key(own, attempt), reason: 'a test' });
const riskOfficer = ({ riskOfficer: caller }: Tenant): Caller => caller;

/** Ways to name loans, lines and payments that are looked after. */
export const servicingReaches: readonly Reach[] = [
  read('collection', 'collection'),
  list('collections', 'loanId', 'loan', 'edges { node { id } }'),
  list('mandates', 'borrowerId', 'borrower', 'id'),
  read('collectionCase', 'collectionCase', riskOfficer),
  list('collectionCases', 'loanId', 'loan', 'edges { node { id } }', riskOfficer),
  read('collectionContact', 'collectionCase', riskOfficer, 'caseId'),
  change('cancelDrawDown', 'loanId', 'loan', lender, because),
  change('collectRepayment', 'loanId', 'loan', lender, (own, attempt) => ({
    ...key(own, attempt),
    amount: yuan('1.00'),
  })),
  change('cancelCollection', 'collectionId', 'collection', lender, because),
  change('recordReturnedDebit', 'collectionId', 'collection', lender, because),
  change('recordMandate', 'borrowerId', 'borrower', lender, (own, attempt) => ({
    ...key(own, attempt),
    reference: 'foreign',
    accountReference: 'foreign',
  })),
  change('revokeMandate', 'mandateId', 'mandate', lender, because),
  change('setCollectionPolicy', 'productId', 'product', owner, (own, attempt) => ({
    ...key(own, attempt),
    automatic: false,
  })),
  change('assignCollectionCase', 'caseId', 'collectionCase', riskOfficer, key),
  change('addCaseNote', 'caseId', 'collectionCase', riskOfficer, (own, attempt) => ({
    ...key(own, attempt),
    text: 'foreign',
  })),
  change('recordContactAttempt', 'caseId', 'collectionCase', riskOfficer, (own, attempt) => ({
    ...key(own, attempt),
    channel: 'PHONE',
    outcome: 'REACHED',
  })),
  change('recordPromiseToPay', 'caseId', 'collectionCase', riskOfficer, (own, attempt) => ({
    ...key(own, attempt),
    amount: yuan('1.00'),
    dueOn: '2999-01-01',
  })),
  change('closeCollectionCase', 'caseId', 'collectionCase', riskOfficer, because),
  read('loanStatement', 'loan', lender, 'loanId'),
  read('creditLineStatement', 'creditLine', lender, 'creditLineId'),
  read('borrowerStatement', 'borrower', lender, 'borrowerId'),
  change('resolveIncomingPayment', 'incomingPaymentId', 'incomingPayment', lender, (own, attempt) => ({
    ...key(own, attempt),
    loanId: own.loan,
  })),
  change('resolveIncomingPayment', 'loanId', 'loan', lender, (own, attempt) => ({
    ...key(own, attempt),
    incomingPaymentId: own.incomingPayment,
  })),
  change('reverseRepayment', 'repaymentId', 'repayment', lender, because),
  change('refundOverpayment', 'loanId', 'loan', lender, (own, attempt) => ({
    ...key(own, attempt),
    amount: yuan('1.00'),
  })),
  change('restructureLoan', 'loanId', 'loan', riskOfficer, (own, attempt) => ({
    ...because(own, attempt),
    periods: 30,
  })),
  change('waiveCharges', 'loanId', 'loan', riskOfficer, (own, attempt) => ({
    ...because(own, attempt),
    interest: yuan('0.01'),
  })),
  change('writeOffLoan', 'loanId', 'loan', riskOfficer, because),
  change('freezeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('unfreezeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('closeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('reviewCreditLine', 'creditLineId', 'creditLine', lender, (own, attempt) => ({
    ...because(own, attempt),
    limit: yuan('5000.00'),
  })),
];
