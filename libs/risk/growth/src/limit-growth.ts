import { maxMinor, minMinor, type BusinessDate } from '@fanxing/kernel';
import { judgeReceipts } from './effective-customers.js';
import { raiseDayAfter, type GrowthRule } from './growth-rule.js';
import { uncounted, type JudgedReceipt, type KnownPayers, type Receipt, type Uncounted } from './receipt.js';

/** One raise of a limit: what the days since the raise before have brought. */
export interface LimitRaise {
  readonly on: BusinessDate;
  readonly customers: number;
  readonly raiseMinor: bigint;
  readonly limitMinor: bigint;
  /** What the cap kept away. */
  readonly cutMinor: bigint;
}

/** An operator's limit and what makes it grow, as of a day that is not over. Amounts in minor units. */
export interface LimitGrowth {
  readonly on: BusinessDate;
  readonly limitMinor: bigint;
  /** The limit ledger: from the first limit to this one. */
  readonly raises: readonly LimitRaise[];
  readonly today: { readonly customers: number; readonly uncounted: Readonly<Record<Uncounted, number>> };
  /** The next raise, as it stands by now. */
  readonly next: LimitRaise;
  /** The same if ten more customers came. */
  readonly withTenMore: LimitRaise;
  /** Of the limit, what customers have brought who turned out to be in a ring when the raise had been. A raise is not taken back by itself. */
  readonly suspectMinor: bigint;
}

export interface GrowthStart {
  readonly limitMinor: bigint;
  /** The first day whose customers count. */
  readonly on: BusinessDate;
}

/**
 * The limit as of day `on`: at the beginning of each raise day it has grown by the customers of the days before that day and since the last raise
 * day, up to the cap. Whatever is received later, raises that have been stay as they are: a function of the days alone, so it comes out the same
 * whenever it is computed anew.
 */
export function limitGrowth(
  rule: GrowthRule,
  start: GrowthStart,
  receipts: readonly Receipt[],
  on: BusinessDate,
  known: KnownPayers = {},
): LimitGrowth {
  const judged = judgeReceipts(rule, receipts, known).filter((each) => each.on >= start.on && each.on <= on);
  const raises: LimitRaise[] = [];
  let { limitMinor } = start;
  let from = start.on;
  let day = raiseDayAfter(rule, start.on);
  for (; day <= on; day = raiseDayAfter(rule, day)) {
    const raise = raiseOf(rule, limitMinor, day, customersIn(judged, from, day));
    raises.push(raise);
    [limitMinor, from] = [raise.limitMinor, day];
  }
  const pending = customersIn(judged, from, day);
  return {
    on,
    limitMinor,
    raises,
    today: todayOf(judged, on),
    next: raiseOf(rule, limitMinor, day, pending),
    withTenMore: raiseOf(rule, limitMinor, day, pending + 10),
    suspectMinor: minMinor(limitMinor - start.limitMinor, suspectOf(rule, judged, from, known)),
  };
}

function customersIn(judged: readonly JudgedReceipt[], from: BusinessDate, to: BusinessDate): number {
  return judged.filter((each) => each.uncounted === null && each.on >= from && each.on < to).length;
}

function raiseOf(rule: GrowthRule, limitMinor: bigint, on: BusinessDate, customers: number): LimitRaise {
  const earnedMinor = BigInt(customers) * rule.raiseMinor;
  const raiseMinor = minMinor(earnedMinor, maxMinor(0n, rule.capMinor - limitMinor));
  return {
    on,
    customers,
    raiseMinor,
    limitMinor: limitMinor + raiseMinor,
    cutMinor: earnedMinor - raiseMinor,
  };
}

function todayOf(judged: readonly JudgedReceipt[], on: BusinessDate): LimitGrowth['today'] {
  const ofToday = judged.filter((each) => each.on === on);
  const reasons = uncounted.map((reason) => [
    reason,
    ofToday.filter((each) => each.uncounted === reason).length,
  ]);
  return {
    customers: ofToday.filter((each) => each.uncounted === null).length,
    uncounted: Object.fromEntries(reasons) as Record<Uncounted, number>,
  };
}

function suspectOf(
  rule: GrowthRule,
  judged: readonly JudgedReceipt[],
  before: BusinessDate,
  { ringMembers }: KnownPayers,
): bigint {
  const suspects = judged.filter(
    (each) => each.uncounted === null && each.on < before && ringMembers?.has(each.payer) === true,
  );
  return BigInt(suspects.length) * rule.raiseMinor;
}
