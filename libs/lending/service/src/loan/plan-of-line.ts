import { daysBetween, parseRate, type BusinessDate, type CurrencyCode, type Rounding } from '@fanxing/kernel';
import {
  payoutOf,
  payoutOfPrincipal,
  planSchedule,
  type Payout,
  type PayoutTerms,
  type PlanInput,
} from '@fanxing/lending-domain';
import type { RepaymentTerms, RevolvingTerms, UpfrontFeeTerms } from '@fanxing/product-contract';

/** What a line, or an offer of one, says of a drawdown. */
export interface LineTerms {
  readonly currency: CurrencyCode;
  readonly dailyRate: string;
  readonly terms: RevolvingTerms;
  readonly businessDate: BusinessDate;
}

/** A drawdown on a line today: what is lent and paid out, and how it comes back. */
export interface DrawdownTerms {
  readonly payout: Payout;
  /** What its instalments are made from; undefined where it comes back by the day. */
  readonly plan: PlanInput | undefined;
  readonly termDays: number;
}

/** What is lent and paid out when an amount is asked for. Fails with INPUT_INVALID when fees leave nothing of it. */
export function payoutOn({ currency, terms }: LineTerms, askedMinor: bigint): Payout {
  return payoutOf(askedMinor, payoutTerms(terms.upfrontFees, currency, terms.interestRounding));
}

/** The terms of a drawdown; `plan` is the line's, with the days without business in it. Fails with INPUT_INVALID. */
export function drawdownOn(line: LineTerms, payout: Payout, plan: RepaymentTerms | null): DrawdownTerms {
  const { currency, terms, businessDate: from } = line;
  const rounding = terms.interestRounding;
  if (!plan) return { payout, plan: undefined, termDays: terms.termDays };
  const input = {
    plan,
    principalMinor: payout.principalMinor,
    currency,
    dailyRate: parseRate(line.dailyRate),
    rounding,
    from,
    upfrontFeeMinor: payout.feeMinor,
  };
  const last = planSchedule(input).instalments.at(-1);
  return { payout, plan: input, termDays: last ? daysBetween(from, last.dueOn) : terms.termDays };
}

/** What a loan's terms had the bank keep when it was paid out. */
export function payoutOfLoan(loan: {
  readonly upfrontFees: readonly UpfrontFeeTerms[] | null;
  readonly principalMinor: bigint | string;
  readonly currency: CurrencyCode;
  readonly rounding: Rounding;
}): Payout {
  const { upfrontFees, principalMinor, currency, rounding } = loan;
  return payoutOfPrincipal(BigInt(principalMinor), payoutTerms(upfrontFees, currency, rounding));
}

function payoutTerms(
  fees: readonly UpfrontFeeTerms[] | null | undefined,
  currency: CurrencyCode,
  rounding: Rounding,
): PayoutTerms {
  return { fees: fees ?? [], currency, rounding };
}
