import fc from 'fast-check';
import { addDays, parseBusinessDate, parseCurrency, parseRate, type BusinessDate } from '@fanxing/kernel';
import { beginLoan, confirmDisbursement, sendToBank } from '../loan/loan.js';
import { isOutstanding } from '../loan/loan-status.js';
import { refund, restructure, writeOff } from './change-loan.js';
import { closeDays } from './close-days.js';
import type { RepaymentPlan } from './repayment-plan.js';
import type { LoanEventRecord } from './replay.js';
import { beginServicing, type ServicedLoan } from './serviced-loan.js';
import { defaultRules, owedParts, type ServicingRules } from './servicing-rules.js';
import { takeRepayment } from './take-repayment.js';
import { waivableOf, waive, type Waiver } from './waive.js';

export const firstDay = parseBusinessDate('2026-01-31');

export const methods = [
  'EQUAL_INSTALMENT',
  'EQUAL_PRINCIPAL',
  'INTEREST_ONLY',
  'BULLET',
  'FLAT',
  'BALLOON',
  'STEP_UP',
] as const;

export function monthly(method: string, periods: number, more: Partial<RepaymentPlan> = {}): RepaymentPlan {
  return {
    method,
    periods,
    every: { unit: 'MONTH', count: 1 },
    ...(method === 'BALLOON' ? { balloonRate: '0.4' } : {}),
    ...(method === 'STEP_UP' ? { step: { rate: '0.05', everyInstalments: 3 } } : {}),
    ...more,
  };
}

export function loanOver(
  principalMinor: bigint,
  plan: RepaymentPlan | null,
  rules: ServicingRules = defaultRules,
  dailyRate = '0.0005',
): ServicedLoan {
  const loan = beginLoan({
    principalMinor,
    currency: parseCurrency('CNY'),
    dailyRate: parseRate(dailyRate),
    rounding: 'half-up',
    drawnOn: firstDay,
    termDays: 90,
  });
  return beginServicing(confirmDisbursement(sendToBank(loan), firstDay), plan, rules);
}

/** Rules of every kind that a product may have. */
export const someRules: fc.Arbitrary<ServicingRules> = fc.record({
  penalty: fc.option(
    fc.record({
      dailyRate: fc.constantFrom(parseRate('0.00025'), parseRate('0.001')),
      compounding: fc.constantFrom('SIMPLE' as const, 'COMPOUND' as const),
      graceDays: fc.nat(10),
      capRate: fc.option(fc.constant(parseRate('0.05'))),
    }),
  ),
  order: fc.shuffledSubarray([...owedParts], { minLength: 4 }),
  by: fc.constantFrom('INSTALMENT' as const, 'KIND' as const),
  prepayment: fc.constantFrom('RECOMPUTE' as const, 'SHORTEN' as const),
  overpayment: fc.constant('KEEP' as const),
  bucketFromDays: fc.constant([1, 31, 61, 91, 121, 151, 181]),
  tierFromDays: fc.constant([1, 91, 271, 361] as [number, number, number, number]),
  watchDays: fc.constant(365),
  nonAccrualAfterDays: fc.constantFrom(null, 20, 90),
  provision: fc.constantFrom(
    { basis: 'NONE' as const },
    {
      basis: 'EXPECTED_LOSS' as const,
      pd: { 1: parseRate('0.01'), 2: parseRate('0.1'), 3: parseRate('1') },
      lgd: parseRate('0.45'),
    },
  ),
});

export const somePlan: fc.Arbitrary<RepaymentPlan | null> = fc.option(
  fc
    .tuple(
      fc.constantFrom(...methods),
      fc.integer({ min: 2, max: 12 }),
      fc.constantFrom('DAILY', 'PERIODIC'),
      fc.option(fc.constant('1.50')),
    )
    .map(([method, periods, interest, feeAmount]) => monthly(method, periods, { interest, feeAmount })),
);

/** What may be done next; shares are of what is owed by then. */
export type Act =
  | { readonly kind: 'PASS'; readonly days: number }
  | { readonly kind: 'PAY'; readonly percent: number }
  | { readonly kind: 'REFUND' }
  | { readonly kind: 'WAIVE'; readonly percent: number }
  | { readonly kind: 'RESTRUCTURE'; readonly periods: number; readonly capitalise: boolean }
  | { readonly kind: 'WRITE_OFF' };

export const someActs: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('PASS' as const), days: fc.integer({ min: 1, max: 70 }) }),
    },
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('PAY' as const), percent: fc.integer({ min: 1, max: 110 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'REFUND' as const }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('RESTRUCTURE' as const),
        periods: fc.integer({ min: 1, max: 12 }),
        capitalise: fc.boolean(),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('WAIVE' as const),
        percent: fc.integer({ min: 1, max: 100 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'WRITE_OFF' as const }) },
  ),
  { maxLength: 12 },
);

export interface Life {
  readonly start: ServicedLoan;
  readonly loan: ServicedLoan;
  readonly events: readonly LoanEventRecord[];
  readonly today: BusinessDate;
}

/** Lives the acts that are possible, one after the other; `seen` is told of every step. */
export function live(
  start: ServicedLoan,
  acts: readonly Act[],
  owed: (loan: ServicedLoan) => bigint,
  seen: (before: ServicedLoan, after: ServicedLoan, event: LoanEventRecord | null) => void = () => undefined,
): Life {
  let [loan, today] = [start, firstDay];
  const events: LoanEventRecord[] = [];
  const happen = (event: LoanEventRecord, after: ServicedLoan, before = loan): void => {
    events.push(event);
    seen(before, after, event);
    loan = after;
  };
  for (const act of acts) {
    const at = { id: `event ${events.length}`, on: today };
    const isOut = isOutstanding(loan.status);
    if (act.kind === 'PASS') {
      today = addDays(today, act.days);
      const after = closeDays(loan, today).loan;
      seen(loan, after, null);
      loan = after;
    } else if (act.kind === 'PAY' && (isOut || loan.status === 'WRITTEN_OFF')) {
      const amountMinor = (owed(loan) * BigInt(act.percent)) / 100n;
      if (amountMinor > 0n)
        happen({ ...at, kind: 'REPAYMENT', amountMinor }, takeRepayment(loan, amountMinor, today).loan);
    } else if (act.kind === 'REFUND' && loan.creditMinor > 0n)
      happen({ ...at, kind: 'REFUND', amountMinor: loan.creditMinor }, refund(loan, loan.creditMinor));
    else if (act.kind === 'RESTRUCTURE' && isOut && loan.outstandingMinor > 0n) {
      const change = { periods: act.periods, capitalise: act.capitalise, dailyRate: null };
      happen({ ...at, kind: 'RESTRUCTURE', ...change }, restructure(loan, change, today).loan);
    } else if (act.kind === 'WAIVE' && isOut) {
      const waiver = waiverOf(loan, act.percent, today);
      if (Object.values(waiver).some((minor) => minor > 0n))
        happen({ ...at, kind: 'WAIVER', ...waiver }, waive(loan, waiver, today).loan);
    } else if (act.kind === 'WRITE_OFF' && loan.status === 'OVERDUE')
      happen({ ...at, kind: 'WRITE_OFF' }, writeOff(loan, today).loan);
  }
  return { start, loan, events, today };
}

function waiverOf(loan: ServicedLoan, percent: number, on: BusinessDate): Waiver {
  const { interestMinor, feeMinor, penaltyMinor } = waivableOf(loan, on);
  const some = (minor: bigint): bigint => (minor * BigInt(percent)) / 100n;
  return { interestMinor: some(interestMinor), feeMinor: some(feeMinor), penaltyMinor: some(penaltyMinor) };
}
