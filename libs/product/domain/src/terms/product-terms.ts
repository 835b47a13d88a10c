import {
  formatMinor,
  formatRate,
  parseRate,
  type CurrencyCode,
  type Rate,
  type Rounding,
} from '@fanxing/kernel';
import type { RepaymentTerms, ServicingTerms, UpfrontFees } from './servicing-terms.js';

/**
 * The terms of a revolving product (随借随还): a line from which the borrower draws at will, pays interest by the
 * day on what is drawn, and repays any day without penalty.
 *
 * A day's interest is `dailyRate × outstanding at the day's end`; the annual rate that is shown is `dailyRate × 365`
 * (simple, 单利).
 */
export interface ProductTerms {
  readonly kind: 'REVOLVING';
  readonly currency: CurrencyCode;
  /** A decision below this limit is declined. Minor units. */
  readonly limitMinMinor: bigint;
  /** No line is larger than this. Minor units. */
  readonly limitMaxMinor: bigint;
  readonly dailyRateMin: Rate;
  readonly dailyRateMax: Rate;
  /** Every calendar day counts; a year is shown as 365 of them. */
  readonly dayCount: 'ACT/365';
  /** The smallest drawdown, in minor units. */
  readonly drawMinMinor: bigint;
  /** A drawdown falls due this many days after it was disbursed. */
  readonly termDays: number;
  /** A line can be drawn for this many days from the day it was opened. */
  readonly lineTermDays: number;
  /** An offer can be accepted for this many minutes. */
  readonly offerValidMinutes: number;
  /** How exact interest becomes whole minor units. */
  readonly interestRounding: Rounding;
  /** What is charged for paying a drawdown out; left out: nothing. */
  readonly upfrontFees?: UpfrontFees;
  /** How drawdowns come back in instalments; left out: by the day, all of it on the due day. */
  readonly repayment?: RepaymentTerms;
  /** What happens to money that comes late, early or beyond the debt; left out: nothing special. */
  readonly servicing?: ServicingTerms;
}

/** The same terms as JSON: how they are stored, shown and sent. Amounts and rates are decimal strings. */
export interface ProductTermsJson {
  readonly kind: 'REVOLVING';
  readonly currency: string;
  readonly limitMin: string;
  readonly limitMax: string;
  readonly dailyRateMin: string;
  readonly dailyRateMax: string;
  readonly dayCount: 'ACT/365';
  readonly drawMin: string;
  readonly termDays: number;
  readonly lineTermDays: number;
  readonly offerValidMinutes: number;
  readonly interestRounding: Rounding;
  readonly upfrontFees?: UpfrontFees;
  readonly repayment?: RepaymentTerms;
  readonly servicing?: ServicingTerms;
}

/**
 * 36.5 % a year: the most that any product may ask. It catches a slip of the pen (5 for 5 %), and is no statement of
 * what a tenant's regulator or courts allow, which is usually less.
 */
export const dailyRateCap: Rate = parseRate('0.001');

/** The longest that terms may promise anything: ten years for a line, three for a drawdown, ninety days for an offer. */
export const longest = { termDays: 1_096, lineTermDays: 3_653, offerValidMinutes: 129_600 } as const;

/** Writes terms as JSON; `parseProductTerms` reads them back to the same terms. */
export function formatProductTerms(terms: ProductTerms): ProductTermsJson {
  return {
    kind: terms.kind,
    currency: terms.currency,
    limitMin: formatMinor(terms.limitMinMinor, terms.currency),
    limitMax: formatMinor(terms.limitMaxMinor, terms.currency),
    dailyRateMin: formatRate(terms.dailyRateMin),
    dailyRateMax: formatRate(terms.dailyRateMax),
    dayCount: terms.dayCount,
    drawMin: formatMinor(terms.drawMinMinor, terms.currency),
    termDays: terms.termDays,
    lineTermDays: terms.lineTermDays,
    offerValidMinutes: terms.offerValidMinutes,
    interestRounding: terms.interestRounding,
    ...(terms.upfrontFees ? { upfrontFees: terms.upfrontFees } : {}),
    ...(terms.repayment ? { repayment: terms.repayment } : {}),
    ...(terms.servicing ? { servicing: terms.servicing } : {}),
  };
}
