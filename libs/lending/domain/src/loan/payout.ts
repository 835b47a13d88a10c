import { applyRate, Fault, parseMinor, parseRate, type CurrencyCode, type Rounding } from '@fanxing/kernel';

/** A fee for paying a loan out, as it stands in a product's terms; exactly one of amount and rate. */
export interface UpfrontFee {
  readonly name: string;
  /** `DEDUCTED`: the borrower receives that much less. `ADDED`: it is lent on top. */
  readonly charged: 'DEDUCTED' | 'ADDED';
  readonly amount?: string | null | undefined;
  /** Of the amount that was asked for. */
  readonly rate?: string | null | undefined;
}

/** What is lent, what of it reaches the borrower, and what the bank keeps for paying it out. Minor units. */
export interface Payout {
  /** What is owed from the first day on. */
  readonly principalMinor: bigint;
  readonly paidOutMinor: bigint;
  /** Their difference: income of the day on which the loan is paid out. */
  readonly feeMinor: bigint;
  readonly fees: readonly { readonly name: string; readonly minor: bigint }[];
}

export interface PayoutTerms {
  readonly fees: readonly UpfrontFee[];
  readonly currency: CurrencyCode;
  /** Of each fee that is a rate. */
  readonly rounding: Rounding;
}

/** The payout of an amount that a borrower asks for. Fails with INPUT_INVALID when the fees leave nothing of it. */
export function payoutOf(askedMinor: bigint, terms: PayoutTerms): Payout {
  const fees = terms.fees.map((fee) => ({ ...fee, minor: feeMinor(fee, askedMinor, terms) }));
  const sum = (charged: UpfrontFee['charged']): bigint =>
    fees.reduce((total, fee) => total + (fee.charged === charged ? fee.minor : 0n), 0n);
  const [deductedMinor, addedMinor] = [sum('DEDUCTED'), sum('ADDED')];
  if (askedMinor > 0n && deductedMinor >= askedMinor)
    throw new Fault('INPUT_INVALID', { problem: 'the fees leave nothing of the loan' }, 'input.amount');
  return {
    principalMinor: askedMinor + addedMinor,
    paidOutMinor: askedMinor - deductedMinor,
    feeMinor: deductedMinor + addedMinor,
    fees: fees.map(({ name, minor }) => ({ name, minor })),
  };
}

/**
 * The payout of a loan whose principal is known. Fees lent on top grow with the amount asked for, so only one amount makes this
 * principal: it is found between nothing and all of it.
 */
export function payoutOfPrincipal(principalMinor: bigint, terms: PayoutTerms): Payout {
  let [low, high] = [0n, principalMinor];
  if (terms.fees.every(({ charged }) => charged === 'DEDUCTED')) low = high;
  while (low < high) {
    const middle = (low + high) / 2n;
    const addedMinor = terms.fees
      .filter(({ charged }) => charged === 'ADDED')
      .reduce((sum, fee) => sum + feeMinor(fee, middle, terms), 0n);
    if (middle + addedMinor >= principalMinor) high = middle;
    else low = middle + 1n;
  }
  return payoutOf(low, terms);
}

function feeMinor({ amount, rate }: UpfrontFee, askedMinor: bigint, terms: PayoutTerms): bigint {
  return rate
    ? applyRate(askedMinor, parseRate(rate), terms.rounding)
    : parseMinor(amount ?? '0', terms.currency);
}
