import { applyRate, divideRounded, rateDecimals, type Rate } from '@fanxing/kernel';
import type { BacktestTerms } from './backtest-terms.js';

/** What is lent to one application, by what was decided then or by the draft. */
export interface Loan {
  /** Drawn, in minor units. */
  readonly exposure: bigint;
  readonly dailyRate: Rate;
}

/** What a loan brings, in minor units: `profit = interest − funding − loss`. */
export interface Profit {
  readonly interest: bigint;
  readonly funding: bigint;
  readonly loss: bigint;
  readonly profit: bigint;
}

const one = 10n ** BigInt(rateDecimals);
const daysOfYear = 365n;

/**
 * Interest income − funding cost − loss of one loan over its term, each rounded to the minor unit half-even:
 * interest = exposure × average balance × daily rate × days (of a bad loan only the share that it pays), funding =
 * exposure × average balance × funding rate × days ÷ 365, loss = what was lost on it, or exposure × loss given default.
 */
export function profitOf(
  { exposure, dailyRate }: Loan,
  isBad: boolean,
  terms: BacktestTerms,
  recordedLoss: bigint | null = null,
): Profit {
  const days = BigInt(terms.termDays);
  const balance = exposure * terms.averageBalance.units * days;
  const whole = divideRounded(balance * dailyRate.units, one * one, 'half-even');
  const interest = isBad ? applyRate(whole, terms.interestOfBad, 'half-even') : whole;
  const funding = divideRounded(balance * terms.fundingRate.units, one * one * daysOfYear, 'half-even');
  const loss = isBad ? (recordedLoss ?? applyRate(exposure, terms.lossGivenDefault, 'half-even')) : 0n;
  return { interest, funding, loss, profit: interest - funding - loss };
}

const probabilityUnits = 1_000_000_000;

/** Probability of bad × loss given default × exposure, rounded half-even. */
export function expectedLoss(exposure: bigint, probability: number, terms: BacktestTerms): bigint {
  const chance = BigInt(Math.round(probability * probabilityUnits));
  const numerator = exposure * terms.lossGivenDefault.units * chance;
  return divideRounded(numerator, one * BigInt(probabilityUnits), 'half-even');
}

/** A loss that was recorded on one exposure, as it would be on another of the same borrower. */
export function scaledLoss(loss: bigint, exposureThen: bigint, exposure: bigint): bigint {
  return exposureThen === 0n ? 0n : divideRounded(loss * exposure, exposureThen, 'half-even');
}
