import { formatMinor, parseCurrency, parseMinor } from '@fanxing/kernel';
import type { Api } from './api.js';
import { requestsInFlight } from './bring-customers.js';
import { inFlight } from './in-flight.js';
import type { LoanSeen } from './settled-loans.js';

interface Quote {
  readonly principal: Money;
  readonly total: Money;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

const daysBeforeRepayments = 7;
const daysAfterRepayments = 3;
/** One borrower in this many repays early: in turn all of it, and half of the principal with its interest. */
const repaysOneIn = 4;

/** Days pass by the sandbox's clock, interest accrues, some repay early, more days pass. Answers the repayments. */
export async function passDays(loans: readonly LoanSeen[], lender: Api): Promise<number> {
  await advance(lender, daysBeforeRepayments);
  const active = loans.filter(({ status }) => status === 'ACTIVE');
  const repaying = active.filter((_, index) => index % repaysOneIn === 0);
  await inFlight(repaying, requestsInFlight, (loan, index) => repay(lender, loan.id, index % 2 === 0));
  await advance(lender, daysAfterRepayments);
  return repaying.length;
}

async function advance(lender: Api, days: number): Promise<void> {
  await lender.send(
    'mutation ($input: AdvanceTestClockInput!) { advanceTestClock(input: $input) { businessDate } }',
    {
      input: { idempotencyKey: `days-${days}`, days },
    },
  );
}

async function repay(lender: Api, loanId: string, inFull: boolean): Promise<void> {
  const { quoteRepayment: quote } = await lender.send<{ quoteRepayment: Quote }>(
    'query ($loanId: ID!) { quoteRepayment(loanId: $loanId) { principal { amount currency } total { amount currency } } }',
    { loanId },
  );
  const amount = inFull ? quote.total : half(quote);
  await lender.send('mutation ($input: RepayInput!) { repay(input: $input) { id } }', {
    input: { idempotencyKey: `repay-${loanId}`, loanId, amount },
  });
}

/** All interest and half of the principal. */
function half({ principal, total }: Quote): Money {
  const currency = parseCurrency(total.currency);
  const kept = parseMinor(principal.amount, currency) / 2n;
  return { amount: formatMinor(parseMinor(total.amount, currency) - kept, currency), currency };
}
