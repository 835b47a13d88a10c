import { divideRounded, formatMinor, type CurrencyCode } from '@fanxing/kernel';
import type { BacktestTerms } from './backtest-terms.js';
import type { MoneyTally } from './money-tally.js';
import type { BandOutcomes } from './reject-inference.js';

/** What a side lends and earns, as decimal texts in one currency. */
export interface MoneyView {
  readonly loans: number;
  /** Approvals whose amount neither the file nor the strategy says; they are in no sum. */
  readonly withoutAmount: number;
  /** Loans at the assumed price. */
  readonly priceAssumed: number;
  readonly exposure: string;
  /** Probability × loss given default × exposure, over all loans; null where a loan has no probability. */
  readonly expectedLoss: string | null;
  /** Over loans with a known outcome: interest − funding − loss is the profit. */
  readonly interestIncome: string;
  readonly fundingCost: string;
  readonly actualLoss: string;
  readonly profit: string;
  /** Loans whose outcome nobody knows, and the whole profit were all of them bad, and were all good. */
  readonly unknown: {
    readonly loans: number;
    readonly exposure: string;
    readonly lossHighest: string;
    readonly profitLowest: string;
    readonly profitHighest: string;
  };
  /** By reject inference; null where none was asked for. Loans that it says nothing about are in no sum of it. */
  readonly inferred: {
    readonly method: 'parcelling';
    readonly leftUnknown: number;
    readonly loss: string;
    readonly profit: string;
  } | null;
}

export function moneyView(
  tally: MoneyTally,
  currency: CurrencyCode,
  bands: BandOutcomes,
  terms: BacktestTerms,
): MoneyView {
  const text = (minor: bigint): string => formatMinor(minor, currency);
  const profit = tally.interest - tally.funding - tally.loss;
  const parts = [...tally.unknown.values()];
  const sum = (of: (part: (typeof parts)[number]) => bigint): bigint =>
    parts.reduce((all, part) => all + of(part), 0n);
  const [ifGood, ifBad] = [sum((part) => part.profitIfGood), sum((part) => part.profitIfBad)];
  return {
    loans: tally.loans,
    withoutAmount: tally.withoutAmount,
    priceAssumed: tally.priceAssumed,
    exposure: text(tally.exposure),
    expectedLoss: tally.withProbability === tally.loans ? text(tally.expectedLoss) : null,
    interestIncome: text(tally.interest),
    fundingCost: text(tally.funding),
    actualLoss: text(tally.loss),
    profit: text(profit),
    unknown: {
      loans: parts.reduce((all, { loans }) => all + loans, 0),
      exposure: text(sum((part) => part.exposure)),
      lossHighest: text(sum((part) => part.lossIfBad)),
      // A bad loan can bring more than a good one only where nothing is lost by it.
      profitLowest: text(profit + (ifBad < ifGood ? ifBad : ifGood)),
      profitHighest: text(profit + (ifBad < ifGood ? ifGood : ifBad)),
    },
    inferred: terms.inference === 'none' ? null : inferred(tally, profit, bands, terms, text),
  };
}

function inferred(
  tally: MoneyTally,
  knownProfit: bigint,
  bands: BandOutcomes,
  terms: BacktestTerms,
  text: (minor: bigint) => string,
): NonNullable<MoneyView['inferred']> {
  let [leftUnknown, loss, profit] = [0, tally.loss, knownProfit];
  for (const [band, part] of tally.unknown) {
    const chance = bands.chanceOfBad(band, terms);
    if (chance === null) {
      leftUnknown += part.loans;
      continue;
    }
    const weighed = (minor: bigint): bigint => divideRounded(minor * chance.share, chance.of, 'half-even');
    loss += weighed(part.lossIfBad);
    profit += part.profitIfGood + weighed(part.profitIfBad - part.profitIfGood);
  }
  return { method: 'parcelling', leftUnknown, loss: text(loss), profit: text(profit) };
}
