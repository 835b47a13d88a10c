import { yuan } from '../harness/a-loan.fixture.js';
import type { Tenant } from '../harness/a-tenant.fixture.js';
import type { Caller } from '../harness/caller.fixture.js';
import { change, key, lender, read, type Ids, type Reach } from './reach.fixture.js';

const because = (own: Ids, attempt: string) => ({ ...key(own, attempt), reason: 'a test' });
const riskOfficer = ({ riskOfficer: caller }: Tenant): Caller => caller;

/** Ways to name loans, lines and payments that are looked after. */
export const servicingReaches: readonly Reach[] = [
  read('loanStatement', 'loan', lender, 'loanId'),
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
  change('writeOffLoan', 'loanId', 'loan', riskOfficer, because),
  change('freezeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('unfreezeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('closeCreditLine', 'creditLineId', 'creditLine', lender, because),
  change('reviewCreditLine', 'creditLineId', 'creditLine', lender, (own, attempt) => ({
    ...because(own, attempt),
    limit: yuan('5000.00'),
  })),
];
