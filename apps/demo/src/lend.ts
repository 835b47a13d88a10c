import { parseCurrency, parseMinor, formatMinor, type Instant } from '@fanxing/kernel';
import type { Api } from './api.js';
import { requestsInFlight } from './bring-customers.js';
import { asOfFor, type Customer } from './customers.js';
import { inFlight } from './in-flight.js';
import type { Progress } from './progress.js';

/** What became of one customer's application. */
export interface LentTo {
  readonly customer: Customer;
  readonly outcome: 'APPROVE' | 'DECLINE';
  /** The weightiest reason of a decline. */
  readonly declineReason: string | undefined;
  /** From sending the application to holding the offer. */
  readonly applyToOfferMs: number | undefined;
  readonly loanId: string | undefined;
  /** When the client sent the drawdown, by the wall clock. */
  readonly drawSentAtMs: number | undefined;
}

interface Money {
  readonly amount: string;
  readonly currency: string;
}

interface Application {
  readonly decision: {
    readonly outcome: 'APPROVE' | 'DECLINE';
    readonly reasons: readonly { readonly code: string }[];
  };
  readonly offer: { readonly id: string; readonly limit: Money } | null;
}

/** Share of the limit that a customer draws, in hundredths. */
const drawnHundredths = 40n;

/** Every customer applies; whoever is offered credit signs and draws. Nobody is asked in between. */
export async function lendToAll(
  customers: readonly Customer[],
  productId: string,
  endOfFiles: Instant,
  lender: Api,
  progress: Progress,
): Promise<LentTo[]> {
  let done = 0;
  return inFlight(customers, requestsInFlight, async (customer) => {
    const lent = await lendTo(customer, productId, asOfFor(customer, endOfFiles), lender);
    progress.count((done += 1), customers.length);
    return lent;
  });
}

async function lendTo(customer: Customer, productId: string, asOf: Instant, lender: Api): Promise<LentTo> {
  const { borrowerId } = customer;
  const appliedAt = performance.now();
  const { applyForCredit } = await lender.send<{ applyForCredit: Application }>(
    `mutation ($input: ApplyForCreditInput!) {
       applyForCredit(input: $input) { decision { outcome reasons { code } } offer { id limit { amount currency } } }
     }`,
    { input: { idempotencyKey: `apply-${borrowerId}`, borrowerId, productId, asOf } },
  );
  const applyToOfferMs = performance.now() - appliedAt;
  const { decision, offer } = applyForCredit;
  if (!offer) {
    const declineReason = decision.reasons[0]?.code;
    return {
      customer,
      outcome: 'DECLINE',
      declineReason,
      applyToOfferMs: undefined,
      loanId: undefined,
      drawSentAtMs: undefined,
    };
  }
  const creditLineId = await accept(offer.id, borrowerId, lender);
  const drawSentAtMs = Date.now();
  const loanId = await draw(creditLineId, amountOf(offer.limit), borrowerId, lender);
  return { customer, outcome: 'APPROVE', declineReason: undefined, applyToOfferMs, loanId, drawSentAtMs };
}

async function accept(offerId: string, borrowerId: string, lender: Api): Promise<string> {
  const { acceptOffer } = await lender.send<{ acceptOffer: { id: string } }>(
    'mutation ($input: AcceptOfferInput!) { acceptOffer(input: $input) { id } }',
    {
      input: {
        idempotencyKey: `accept-${borrowerId}`,
        offerId,
        signature: { method: 'ONE_TIME_CODE', reference: `evidence ${borrowerId}`, textVersion: '2026-01' },
      },
    },
  );
  return acceptOffer.id;
}

async function draw(creditLineId: string, amount: Money, borrowerId: string, lender: Api): Promise<string> {
  const { drawDown } = await lender.send<{ drawDown: { id: string } }>(
    'mutation ($input: DrawDownInput!) { drawDown(input: $input) { id } }',
    {
      input: { idempotencyKey: `draw-${borrowerId}`, creditLineId, amount },
    },
  );
  return drawDown.id;
}

/** A part of the limit, in whole hundredths of it. */
function amountOf({ amount, currency }: Money): Money {
  const code = parseCurrency(currency);
  return { amount: formatMinor((parseMinor(amount, code) * drawnHundredths) / 100n, code), currency };
}
