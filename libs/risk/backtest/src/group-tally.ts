import type { CurrencyCode, Rate } from '@fanxing/kernel';
import { applyRate } from '@fanxing/kernel';
import type { BacktestTerms } from './backtest-terms.js';
import type { DraftAnswer } from './draft-answer.js';
import { addLoan, emptyMoney, type MoneyTally } from './money-tally.js';
import { swaps, type PastApplication, type Swap } from './past-application.js';
import { scaledLoss } from './profit.js';
import { bandOf } from './reject-inference.js';

/** Counts of one of the four sets that then and now make. */
export interface SwapTally {
  applications: number;
  good: number;
  bad: number;
  /** Applications without a known outcome, by band of probability. */
  readonly unknown: Map<number | null, number>;
  readonly money: Map<CurrencyCode, SideTallies>;
}

/** What was lent then and what the draft would lend; a set that one of them declines has nothing on that side. */
export interface SideTallies {
  readonly then: MoneyTally;
  readonly draft: MoneyTally;
}

/** Everything that is counted of a group of applications: all of them, or a segment. */
export interface GroupTally {
  stopped: number;
  readonly sets: Readonly<Record<Swap, SwapTally>>;
}

export function emptyGroup(): GroupTally {
  const sets = swaps.map((swap) => [swap, emptySet()] as const);
  return { stopped: 0, sets: Object.fromEntries(sets) as Record<Swap, SwapTally> };
}

function emptySet(): SwapTally {
  return { applications: 0, good: 0, bad: 0, unknown: new Map(), money: new Map() };
}

export function addToGroup(
  group: GroupTally,
  swap: Swap,
  application: PastApplication,
  answer: DraftAnswer,
  terms: BacktestTerms,
): void {
  const set = group.sets[swap];
  const { outcome, currency, probability } = application;
  const band = bandOf(probability);
  if (answer.outcome === 'STOPPED') group.stopped += 1;
  set.applications += 1;
  if (outcome === null) set.unknown.set(band, (set.unknown.get(band) ?? 0) + 1);
  else set[outcome] += 1;
  if (swap === 'declinedBoth') return;
  const money = set.money.get(currency) ?? { then: emptyMoney(), draft: emptyMoney() };
  set.money.set(currency, money);
  const known = { outcome, probability, band };
  const exposureThen = application.approvedThen
    ? drawn(application.limitThen ?? application.amount, application.amount, terms)
    : null;
  if (application.approvedThen) {
    const recordedLoss = application.loss;
    lend(money.then, exposureThen, application.rateThen, { ...known, recordedLoss }, terms);
  }
  if (answer.outcome === 'APPROVE') {
    const limit = answer.limit ?? application.limitThen ?? application.amount;
    const exposure = drawn(limit, application.amount, terms);
    const recordedLoss = lossOn(exposure, exposureThen, application.loss);
    const rate = answer.dailyRate ?? application.rateThen;
    lend(money.draft, exposure, rate, { ...known, recordedLoss }, terms);
  }
}

function lend(
  tally: MoneyTally,
  exposure: bigint | null,
  rate: Rate | null,
  outcome: Parameters<typeof addLoan>[2],
  terms: BacktestTerms,
): void {
  if (exposure === null) {
    tally.withoutAmount += 1;
    return;
  }
  if (rate === null) tally.priceAssumed += 1;
  addLoan(tally, { exposure, dailyRate: rate ?? terms.dailyRate }, outcome, terms);
}

/** Nobody borrows more than was asked for, nor more than is granted. */
function drawn(limit: bigint | null, amount: bigint | null, { utilisation }: BacktestTerms): bigint | null {
  if (limit === null) return null;
  return applyRate(amount !== null && amount < limit ? amount : limit, utilisation, 'half-even');
}

/** What was lost on the loan of then, in the measure in which the draft would have lent more or less. */
function lossOn(exposure: bigint | null, then: bigint | null, loss: bigint | null): bigint | null {
  return loss === null || exposure === null || then === null ? null : scaledLoss(loss, then, exposure);
}
