import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Outcome } from '@fanxing/risk-models';

/** One loan: what the borrower wrote, what was known when they applied, and what became of it. */
export interface LoanDescription {
  readonly id: string;
  readonly text: string;
  readonly figures: Readonly<Record<string, number | null>>;
  /** The platform's own verdict, for comparison only. */
  readonly rate: number;
  readonly outcome: Outcome;
  readonly year: number;
  readonly state: string;
}

type Row = Readonly<Record<string, string>>;

/** The loans of `loans.csv.gz` in a folder. */
export function readLoans(folder: string): LoanDescription[] {
  const rows = parse(gunzipSync(readFileSync(join(folder, 'loans.csv.gz'))), { columns: true }) as Row[];
  return rows.map((row) => ({
    id: row['row_id']!,
    text: writtenBy(row),
    figures: figuresOf(row),
    rate: Number(row['int_rate']),
    outcome: row['bad'] === '1' ? 1 : 0,
    year: Number(row['issue_year']),
    state: row['addr_state']!,
  }));
}

/** Whether the borrower wrote more than a title. */
export function hasDescription({ text }: LoanDescription): boolean {
  return text.split('\n').slice(1).join('').trim() !== '';
}

/** Whether a loan is held out: a third of them, by a hash of its id that owes nothing to the set's own. */
export function isHeldOut({ id }: LoanDescription): boolean {
  return createHash('sha256').update(`words:${id}`).digest().readUInt32BE(0) % 3 === 0;
}

/**
 * The title and the description without what the platform wrote into them: "Borrower added on 12/28/09 >" would tell the year,
 * and tags are no words.
 */
function writtenBy(row: Row): string {
  const description = (row['desc'] ?? '').replace(/Borrower added on \d\d\/\d\d\/\d\d >/g, '\n');
  return `${row['title']}\n${description}`
    .replace(/<[^>]*>/g, '\n')
    .replace(/&[a-z]+;|&#\d+;/g, ' ')
    .replace(/\0/g, '');
}

/**
 * What the application says. Left out: everything that is known only after the loan, and the platform's own verdict (rate, grade,
 * instalment, which tells the rate, and the sums that it funded). The state is a region, so it is only measured.
 */
function figuresOf(row: Row): Record<string, number | null> {
  const number = (name: string): number | null => (row[name] ? Number(row[name]) : null);
  const log = (name: string): number | null => {
    const value = number(name);
    return value === null ? null : Math.log1p(value);
  };
  return {
    amount: log('loan_amnt'),
    term: number('term'),
    income: log('annual_inc'),
    amountToIncome: Math.log1p(number('loan_amnt')! / Math.max(1, number('annual_inc') ?? 1)),
    debtToIncome: number('dti'),
    delinquencies: log('delinq_2yrs'),
    inquiries: log('inq_last_6mths'),
    publicRecords: log('pub_rec'),
    openAccounts: log('open_acc'),
    totalAccounts: log('total_acc'),
    revolvingBalance: log('revol_bal'),
    revolvingUse: number('revol_util'),
    monthsSinceDelinquency: number('mths_since_last_delinq'),
    monthsSinceRecord: number('mths_since_last_record'),
    bankruptcies: number('pub_rec_bankruptcies'),
    creditYears: yearsBetween(row['earliest_cr_line'], row['issue_d']),
    employedYears: row['emp_length'] ? Number(/\d+/.exec(row['emp_length'])?.[0] ?? 0) : null,
    isVerified: row['verification_status'] === 'Not Verified' ? 0 : 1,
    ...oneOf('home', row['home_ownership'], ['RENT', 'OWN', 'MORTGAGE']),
    ...oneOf('purpose', row['purpose'], purposes),
  };
}

const purposes =
  `debt_consolidation credit_card home_improvement small_business major_purchase car other educational moving
  house vacation renewable_energy`.split(/\s+/);

function oneOf(name: string, value: string | undefined, known: readonly string[]): Record<string, number> {
  return Object.fromEntries(known.map((one) => [`${name}=${one}`, value === one ? 1 : 0]));
}

function yearsBetween(from: string | undefined, until: string | undefined): number | null {
  const ms = Date.parse(until ?? '') - Date.parse(from ?? '');
  return Number.isNaN(ms) ? null : ms / 31_557_600_000;
}
