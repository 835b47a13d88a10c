import type { Rounding } from '@fanxing/kernel';
import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the product service. */
export const productContract = defineContract('product', {
  /** The published version of a product. Fails with NOT_FOUND when there is none. A version never changes once published. */
  publishedTerms: operation<{ productId: string }, PublishedTerms>({ lookup: true }),
});

export interface PublishedTerms {
  readonly productId: string;
  readonly productVersionId: string;
  readonly productCode: string;
  readonly name: string;
  readonly terms: RevolvingTerms;
}

/** The terms of a revolving product (随借随还); amounts and rates are decimal strings. */
export interface RevolvingTerms {
  readonly kind: 'REVOLVING';
  readonly currency: string;
  readonly limitMin: string;
  readonly limitMax: string;
  readonly dailyRateMin: string;
  readonly dailyRateMax: string;
  readonly dayCount: 'ACT/365';
  /** The smallest drawdown. */
  readonly drawMin: string;
  /** A drawdown falls due this many days after it was disbursed. */
  readonly termDays: number;
  /** A line can be drawn for this many days. */
  readonly lineTermDays: number;
  readonly offerValidMinutes: number;
  readonly interestRounding: Rounding;
  /** What is charged for paying a drawdown out; left out: nothing. */
  readonly upfrontFees?: readonly UpfrontFeeTerms[] | null;
  /** How drawdowns come back in instalments; left out: by the day, all of it on the due day. */
  readonly repayment?: RepaymentTerms | null;
  /** What happens to money that comes late, early or beyond the debt. */
  readonly servicing?: ServicingTerms | null;
}

/** A fee for paying a drawdown out; exactly one of amount and rate, which is of the amount that is drawn. */
export interface UpfrontFeeTerms {
  readonly name: string;
  /** `DEDUCTED`: the borrower receives that much less. `ADDED`: it is lent on top and repaid with the principal. */
  readonly charged: 'DEDUCTED' | 'ADDED';
  readonly amount?: string | null | undefined;
  readonly rate?: string | null | undefined;
}

/** Rates and amounts are decimal strings. */
export interface RepaymentTerms {
  readonly method: string;
  readonly periods: number;
  readonly every: { readonly unit: string; readonly count: number };
  readonly interest?: 'DAILY' | 'PERIODIC' | null | undefined;
  readonly dayCount?: string | null | undefined;
  readonly graceOnPrincipal?: number | null | undefined;
  readonly graceOnInterest?: number | null | undefined;
  readonly moratorium?: number | null | undefined;
  readonly dueDay?: number | null | undefined;
  readonly firstPeriodMinDays?: number | null | undefined;
  readonly holidays?: HolidayTerms | null | undefined;
  readonly firstHolidays?: HolidayTerms | null | undefined;
  readonly remainder?: 'FIRST' | 'LAST' | null | undefined;
  readonly feeAmount?: string | null | undefined;
  readonly feeRate?: string | null | undefined;
  readonly instalmentMultipleOf?: string | null | undefined;
  readonly balloonRate?: string | null | undefined;
  readonly step?: { readonly rate: string; readonly everyInstalments: number } | null | undefined;
}

/** How due dates make way for days without business. A loan's own terms hold the days as they were published when it was drawn. */
export interface HolidayTerms {
  readonly calendar: string;
  readonly convention: string;
  readonly weekend?: readonly number[] | null | undefined;
  readonly dates?: readonly string[] | null | undefined;
  readonly workdays?: readonly string[] | null | undefined;
}

export interface ServicingTerms {
  readonly penalty?:
    | {
        readonly dailyRate: string;
        readonly compounding?: 'SIMPLE' | 'COMPOUND' | null | undefined;
        readonly graceDays?: number | null | undefined;
        readonly capRate?: string | null | undefined;
      }
    | null
    | undefined;
  readonly allocationOrder?: readonly string[] | null | undefined;
  readonly allocationBy?: 'INSTALMENT' | 'KIND' | null | undefined;
  readonly prepayment?: 'RECOMPUTE' | 'SHORTEN' | null | undefined;
  readonly overpayment?: 'REFUSE' | 'KEEP' | null | undefined;
  readonly bucketFromDays?: readonly number[] | null | undefined;
  readonly tierFromDays?: readonly number[] | null | undefined;
  readonly watchDays?: number | null | undefined;
  readonly nonAccrualAfterDays?: number | null | undefined;
  readonly provisioning?:
    | {
        readonly basis: 'NONE' | 'TIER' | 'EXPECTED_LOSS';
        readonly tierRates?: readonly string[] | null | undefined;
        readonly stagePd?: readonly string[] | null | undefined;
        readonly lgd?: string | null | undefined;
      }
    | null
    | undefined;
}
