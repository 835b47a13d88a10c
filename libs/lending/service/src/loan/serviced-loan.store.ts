import { addDays, formatRate, parseRate, type BusinessDate } from '@fanxing/kernel';
import {
  beginServicing,
  dayInstalment,
  parseServicingRules,
  settled,
  type InstalmentDue,
  type LoanEventRecord,
  type ServicedLoan,
  type Stage,
  type Tier,
} from '@fanxing/lending-domain';
import type { HolidayTerms, RepaymentTerms, ServicingTerms } from '@fanxing/product-contract';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { findCreditLine } from '../line/credit-line.store.js';
import { loanOf, minorOf, type InstalmentRow, type LoanRow, type PlainLoanRow } from './loan.store.js';

/** What of a row says how a loan stands, its instalments apart. */
export type StandingRow = PlainLoanRow &
  Pick<
    LoanRow,
    | 'plan'
    | 'penaltyMinor'
    | 'penaltyPaidMinor'
    | 'feeMinor'
    | 'feePaidMinor'
    | 'capitalisedMinor'
    | 'creditMinor'
    | 'daysPastDue'
    | 'bucket'
    | 'tier'
    | 'stage'
    | 'nonAccrual'
    | 'provisionMinor'
    | 'restructuredOn'
  >;

/** The domain's loan of a row that was paid out. */
export function servicedOf(row: LoanRow): ServicedLoan {
  const loan = standingLoanOf(row, rulesIn(JSON.stringify(row.servicing)));
  if (!row.plan) return { ...loan, instalments: [dayInstalment(loan, minorOf(row.penaltyUnits))] };
  if (!row.instalments) return { ...beginServicing(loan, row.plan, loan.rules), status: loan.status };
  return settled({ ...loan, instalments: row.instalments.map(instalmentOf) });
}

/** The same without its instalments. */
export function standingLoanOf(
  row: StandingRow,
  rules: ServicedLoan['rules'],
): Omit<ServicedLoan, 'instalments'> {
  return {
    ...loanOf(row),
    plan: row.plan,
    rules,
    penaltyMinor: minorOf(row.penaltyMinor),
    penaltyPaidMinor: minorOf(row.penaltyPaidMinor),
    feeMinor: minorOf(row.feeMinor),
    feePaidMinor: minorOf(row.feePaidMinor),
    capitalisedMinor: minorOf(row.capitalisedMinor),
    creditMinor: minorOf(row.creditMinor),
    restructuredOn: row.restructuredOn,
    standing: {
      daysPastDue: row.daysPastDue,
      bucket: row.bucket,
      tier: row.tier as Tier,
      stage: row.stage as Stage,
      nonAccrual: row.nonAccrual,
      provisionMinor: minorOf(row.provisionMinor),
    },
  };
}

/** Parsed rules by the terms as JSON text: thousands of loans share a product. */
const knownRules = new Map<string, ServicedLoan['rules']>();
const knownRulesMax = 1_000;

export function rulesIn(text: string): ServicedLoan['rules'] {
  const known = knownRules.get(text);
  if (known) return known;
  if (knownRules.size >= knownRulesMax) knownRules.clear();
  const rules = parseServicingRules(JSON.parse(text) as ServicingTerms | null);
  knownRules.set(text, rules);
  return rules;
}

export function instalmentOf(row: InstalmentRow): InstalmentDue {
  return {
    number: row.number,
    from: row.from,
    dueOn: row.dueOn,
    days: row.days,
    principalMinor: minorOf(row.principalMinor),
    interestMinor: minorOf(row.interestMinor),
    feeMinor: minorOf(row.feeMinor),
    penaltyUnits: minorOf(row.penaltyUnits),
    penaltyMinor: minorOf(row.penaltyMinor),
    principalPaidMinor: minorOf(row.principalPaidMinor),
    interestPaidMinor: minorOf(row.interestPaidMinor),
    feePaidMinor: minorOf(row.feePaidMinor),
    penaltyPaidMinor: minorOf(row.penaltyPaidMinor),
  };
}

/** A loan's new state, as `lending.write_serviced` takes it, tied to the version that it was computed from. */
export function writtenServiced(row: LoanRow, loan: ServicedLoan): Record<string, unknown> {
  const { standing } = loan;
  return {
    id: row.id,
    version: row.version,
    status: loan.status,
    outstandingMinor: loan.outstandingMinor.toString(),
    accruedUnits: loan.accruedUnits.toString(),
    accruedMinor: loan.accruedMinor.toString(),
    interestPaidMinor: loan.interestPaidMinor.toString(),
    accrualFrom: loan.accrualFrom,
    dailyRate: formatRate(loan.dailyRate),
    dueOn: loan.dueOn,
    termDays: loan.termDays,
    plan: loan.plan,
    penaltyUnits: (loan.plan ? 0n : (loan.instalments[0]?.penaltyUnits ?? 0n)).toString(),
    penaltyMinor: loan.penaltyMinor.toString(),
    penaltyPaidMinor: loan.penaltyPaidMinor.toString(),
    feeMinor: loan.feeMinor.toString(),
    feePaidMinor: loan.feePaidMinor.toString(),
    capitalisedMinor: loan.capitalisedMinor.toString(),
    creditMinor: loan.creditMinor.toString(),
    daysPastDue: standing.daysPastDue,
    bucket: standing.bucket,
    tier: standing.tier,
    stage: standing.stage,
    nonAccrual: standing.nonAccrual,
    provisionMinor: standing.provisionMinor.toString(),
    restructuredOn: loan.restructuredOn,
  };
}

/** The instalments of a loan with a plan, as `lending.write_instalments` takes them; those alone that have changed, and the last. */
export function writtenInstalments(
  loanId: string,
  loan: ServicedLoan,
  before: readonly InstalmentDue[] = [],
): Record<string, unknown>[] {
  if (!loan.plan) return [];
  const last = loan.instalments.length - 1;
  const isSame = (each: InstalmentDue, index: number): boolean => before[index] === each && index < last;
  const changed = loan.instalments.filter((each, index) => !isSame(each, index));
  if (before.length === loan.instalments.length && changed.length === 1 && changed[0] === before[last])
    return [];
  return changed.map((each) => ({
    loanId,
    number: each.number,
    from: each.from,
    dueOn: each.dueOn,
    days: each.days,
    principalMinor: each.principalMinor.toString(),
    interestMinor: each.interestMinor.toString(),
    feeMinor: each.feeMinor.toString(),
    penaltyUnits: each.penaltyUnits.toString(),
    penaltyMinor: each.penaltyMinor.toString(),
    principalPaidMinor: each.principalPaidMinor.toString(),
    interestPaidMinor: each.interestPaidMinor.toString(),
    feePaidMinor: each.feePaidMinor.toString(),
    penaltyPaidMinor: each.penaltyPaidMinor.toString(),
  }));
}

interface HistoryRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: LoanEventRecord['kind'];
  readonly booked_on: BusinessDate;
  readonly amount_minor: string;
  readonly details: {
    readonly periods?: number;
    readonly dailyRate?: string | null;
    readonly capitalise?: boolean;
    readonly holidays?: HolidayTerms | null;
    readonly graceOnPrincipal?: number;
    readonly graceOnInterest?: number;
    readonly moratorium?: number;
    readonly interestMinor?: string;
    readonly feeMinor?: string;
    readonly penaltyMinor?: string;
  };
}

/** A loan as it was on its first day, and what has happened to it since that was not reversed. */
export async function readHistory(
  database: ServiceDatabase,
  context: TenantContext,
  row: LoanRow,
): Promise<{ start: ServicedLoan; events: LoanEventRecord[] }> {
  const [line, rows] = await Promise.all([
    findCreditLine(database, context, row.creditLineId),
    database.call<HistoryRow>(context, 'lending.loan_history', [row.id]),
  ]);
  if (!line) throw new Error('a loan has no line');
  const { terms } = line;
  const first = {
    ...loanOf(row),
    status: 'ACTIVE' as const,
    outstandingMinor: minorOf(row.principalMinor),
    accruedUnits: 0n,
    accruedMinor: 0n,
    interestPaidMinor: 0n,
    accrualFrom: row.drawnOn,
    dailyRate: parseRate(line.dailyRate),
    termDays: terms.termDays,
    dueOn: addDays(row.drawnOn, terms.termDays),
  };
  const rules = rulesIn(JSON.stringify(row.servicing));
  const start = beginServicing(first, firstPlanOf(terms.repayment, row.plan), rules);
  return { start, events: rows.map(eventOf) };
}

/** The line's plan with the days without business that the loan was drawn under. */
function firstPlanOf(
  agreed: RepaymentTerms | null | undefined,
  present: RepaymentTerms | null,
): RepaymentTerms | null {
  const holidays = present?.firstHolidays ?? present?.holidays;
  return agreed?.holidays && holidays ? { ...agreed, holidays } : (agreed ?? null);
}

function eventOf({ id, kind, booked_on: on, amount_minor, details }: HistoryRow): LoanEventRecord {
  if (kind === 'REPAYMENT' || kind === 'REFUND') return { id, on, kind, amountMinor: BigInt(amount_minor) };
  if (kind === 'WRITE_OFF') return { id, on, kind };
  if (kind === 'WAIVER') {
    return {
      id,
      on,
      kind,
      interestMinor: minorOf(details.interestMinor ?? '0'),
      feeMinor: minorOf(details.feeMinor ?? '0'),
      penaltyMinor: minorOf(details.penaltyMinor ?? '0'),
    };
  }
  return {
    id,
    on,
    kind,
    periods: details.periods ?? 1,
    dailyRate: details.dailyRate ? parseRate(details.dailyRate) : null,
    capitalise: details.capitalise ?? false,
    holidays: details.holidays ?? null,
    graceOnPrincipal: details.graceOnPrincipal,
    graceOnInterest: details.graceOnInterest,
    moratorium: details.moratorium,
  };
}
