import type { BacktestTerms } from './backtest-terms.js';
import { expectedLoss, profitOf, type Loan } from './profit.js';

/** Sums of what one side (what was decided then, or the draft) lends, in minor units of one currency. */
export interface MoneyTally {
  /** Approvals whose amount is known, and those whose is not: the latter are in no sum. */
  loans: number;
  withoutAmount: number;
  /** Of `loans`, how many have the assumed price. */
  priceAssumed: number;
  exposure: bigint;
  /** Over loans with a probability of bad; how many have one. */
  expectedLoss: bigint;
  withProbability: number;
  /** Over loans whose outcome is known. */
  interest: bigint;
  funding: bigint;
  loss: bigint;
  /** Loans whose outcome nobody knows, by band of probability. */
  readonly unknown: Map<number | null, UnknownTally>;
}

export interface UnknownTally {
  loans: number;
  exposure: bigint;
  profitIfGood: bigint;
  profitIfBad: bigint;
  lossIfBad: bigint;
}

export function emptyMoney(): MoneyTally {
  const counts = { loans: 0, withoutAmount: 0, priceAssumed: 0, withProbability: 0 };
  const sums = { exposure: 0n, expectedLoss: 0n, interest: 0n, funding: 0n, loss: 0n };
  return { ...counts, ...sums, unknown: new Map() };
}

export interface LoanOutcome {
  readonly outcome: 'good' | 'bad' | null;
  readonly probability: number | null;
  readonly band: number | null;
  readonly recordedLoss: bigint | null;
}

export function addLoan(
  tally: MoneyTally,
  loan: Loan,
  { outcome, probability, band, recordedLoss }: LoanOutcome,
  terms: BacktestTerms,
): void {
  tally.loans += 1;
  tally.exposure += loan.exposure;
  if (probability !== null) {
    tally.withProbability += 1;
    tally.expectedLoss += expectedLoss(loan.exposure, probability, terms);
  }
  if (outcome === null) {
    const unknown = tally.unknown.get(band) ?? nothingUnknown();
    tally.unknown.set(band, unknown);
    const [ifGood, ifBad] = [profitOf(loan, false, terms), profitOf(loan, true, terms)];
    unknown.loans += 1;
    unknown.exposure += loan.exposure;
    unknown.profitIfGood += ifGood.profit;
    unknown.profitIfBad += ifBad.profit;
    unknown.lossIfBad += ifBad.loss;
    return;
  }
  const { interest, funding, loss } = profitOf(loan, outcome === 'bad', terms, recordedLoss);
  tally.interest += interest;
  tally.funding += funding;
  tally.loss += loss;
}

/** The sums of several tallies together. */
export function mergedMoney(tallies: readonly MoneyTally[]): MoneyTally {
  const all = emptyMoney();
  for (const one of tallies) {
    all.loans += one.loans;
    all.withoutAmount += one.withoutAmount;
    all.priceAssumed += one.priceAssumed;
    all.exposure += one.exposure;
    all.expectedLoss += one.expectedLoss;
    all.withProbability += one.withProbability;
    all.interest += one.interest;
    all.funding += one.funding;
    all.loss += one.loss;
    for (const [band, part] of one.unknown) all.unknown.set(band, mergedUnknown(all.unknown.get(band), part));
  }
  return all;
}

function mergedUnknown(sum: UnknownTally = nothingUnknown(), part: UnknownTally): UnknownTally {
  return {
    loans: sum.loans + part.loans,
    exposure: sum.exposure + part.exposure,
    profitIfGood: sum.profitIfGood + part.profitIfGood,
    profitIfBad: sum.profitIfBad + part.profitIfBad,
    lossIfBad: sum.lossIfBad + part.lossIfBad,
  };
}

function nothingUnknown(): UnknownTally {
  return { loans: 0, exposure: 0n, profitIfGood: 0n, profitIfBad: 0n, lossIfBad: 0n };
}
