import type { BusinessDate, CurrencyCode, Rate, Rounding } from '@fanxing/kernel';
import type { DayCount } from '../day-count/day-count.js';
import type { BusinessDayCalendar } from '../due-date/business-days.js';
import type { Frequency } from '../due-date/due-dates.js';

/**
 * How principal comes back.
 * - `equal-instalment` (等额本息): the same total each time.
 * - `equal-principal` (等额本金): the same principal each time, so the total falls.
 * - `interest-only` (先息后本): interest each time, all principal at the end.
 * - `bullet` (到期一次还本付息): everything at the end, simple interest over the whole term.
 * - `flat` (等本等息): interest on the first principal throughout, the same total each time.
 * - `balloon`: the same total each time, and a named part of the principal with the last.
 * - `step-up`: as `equal-instalment`, with totals that grow by a rate every so many instalments.
 */
export type ScheduleMethod =
  'equal-instalment' | 'equal-principal' | 'interest-only' | 'bullet' | 'flat' | 'balloon' | 'step-up';

export interface RateChange {
  /** The first day at the new rate. */
  readonly from: BusinessDate;
  readonly rate: Rate;
}

/** A fee; exactly one of amount and rate. A rate is of the principal that was asked for. */
export interface Fee {
  readonly name?: string;
  /**
   * `disbursement`: kept back when the loan is paid out. `principal`: lent on top, so it is repaid with the principal and bears
   * interest. `instalment`: added to each instalment.
   */
  readonly charged: 'disbursement' | 'principal' | 'instalment';
  readonly amountMinor?: bigint;
  readonly rate?: Rate;
}

/** All that a schedule is made from. Amounts in minor units of `currency`. */
export interface ScheduleTerms {
  readonly principalMinor: bigint;
  readonly currency: CurrencyCode;
  readonly method: ScheduleMethod;
  readonly rate: Rate;
  /** What `rate` and the rate changes are for. A daily rate is for each day that the day count counts. */
  readonly rateIsFor: 'year' | 'day';
  readonly rateChanges: readonly RateChange[];
  readonly dayCount: DayCount;
  /**
   * `daily`: each day by the day count. `periodic`: the annual rate × months / 12 (weeks / 52, days / 365) whatever the
   * length of the months; a first period of another length goes by the day count.
   */
  readonly interest: 'daily' | 'periodic';
  readonly periods: number;
  readonly every: Frequency;
  readonly disbursedOn: BusinessDate;
  readonly firstDueOn?: BusinessDate;
  /** Agreed before, one for each period. */
  readonly dueDates?: readonly BusinessDate[];
  readonly calendar?: BusinessDayCalendar;
  /** So many first instalments hold no principal. */
  readonly graceOnPrincipal: number;
  /** So many first instalments hold no interest; it is due with the first one after, and bears no interest itself. */
  readonly graceOnInterest: number;
  /** So many first instalments ask for nothing at all: no principal, no fee, and their interest with the first one after. */
  readonly moratorium: number;
  readonly fees: readonly Fee[];
  /** Level payments are rounded to the nearest multiple of this. */
  readonly instalmentMultipleMinor: bigint;
  /** Of each period's interest, of equal principal and of fees, to the minor unit. */
  readonly rounding: Rounding;
  /** The instalment that takes what rounding leaves over: the last, or the first that holds principal, as far as whole minor units allow. */
  readonly remainder: 'last' | 'first';
  /** `balloon` only: the principal left for the last instalment on top of the level payment. */
  readonly balloonMinor?: bigint;
  /** `step-up` only: totals grow by `rate` after every `everyInstalments`. */
  readonly step?: { readonly rate: Rate; readonly everyInstalments: number };
}
