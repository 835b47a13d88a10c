import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import { interestAccrued } from '@fanxing/ledger-domain';
import { linesOf } from '@fanxing/ledger-store';
import {
  dayInstalment,
  loanInPart,
  type ClosedDays,
  type InstalmentDue,
  type Movement,
  type ServicedLoan,
} from '@fanxing/lending-domain';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { InstalmentRow } from '../loan/loan.store.js';
import { instalmentOf, rulesIn, standingLoanOf, type StandingRow } from '../loan/serviced-loan.store.js';

/** A loan whose days are to be closed, as the database has it; only those of its instalments that closing can touch. */
export interface LoanToClose {
  readonly id: string;
  readonly version: number;
  readonly loan: ServicedLoan;
}

export interface ClosedLoan extends ClosedDays {
  readonly id: string;
  readonly version: number;
  /** As it was read. */
  readonly before: ServicedLoan;
}

interface ClosingRow extends StandingRow, Record<string, unknown> {
  readonly id: string;
  readonly version: number;
  readonly penaltyUnits: string;
  readonly servicing: string;
}

interface ClosingInstalmentRow extends InstalmentRow, Record<string, unknown> {
  readonly loanId: string;
}

/**
 * The next loans with the borrower, in the order of their ids, that have a day before `to` to close. Two statements see two moments: a loan that
 * changes between them has another version by then and is left out when it is written.
 */
export async function readLoansToClose(
  { query, context }: TenantTransaction,
  to: BusinessDate,
  afterId: string,
  limit: number,
): Promise<LoanToClose[]> {
  const rows = await query<ClosingRow>(
    'read loans to close',
    `SELECT loan.id, loan.version, loan.status, loan.currency, loan.principal_minor AS "principalMinor",
            loan.outstanding_minor AS "outstandingMinor", loan.daily_rate AS "dailyRate", loan.rounding,
            loan.accrued_units AS "accruedUnits", loan.accrued_minor AS "accruedMinor", loan.interest_paid_minor AS "interestPaidMinor",
            loan.accrual_from AS "accrualFrom", loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.plan,
            loan.penalty_units AS "penaltyUnits", loan.penalty_minor AS "penaltyMinor", loan.penalty_paid_minor AS "penaltyPaidMinor",
            loan.fee_minor AS "feeMinor", loan.fee_paid_minor AS "feePaidMinor", loan.capitalised_minor AS "capitalisedMinor",
            loan.credit_minor AS "creditMinor", loan.days_past_due AS "daysPastDue", loan.bucket, loan.tier, loan.stage,
            loan.non_accrual AS "nonAccrual", loan.provision_minor AS "provisionMinor", loan.restructured_on AS "restructuredOn",
            coalesce(line.terms ->> 'servicing', 'null') AS servicing
     FROM lending.loan JOIN lending.credit_line AS line
       ON line.tenant_id = loan.tenant_id AND line.environment = loan.environment AND line.id = loan.credit_line_id
     WHERE loan.tenant_id = $1 AND loan.environment = $2 AND loan.status IN ('ACTIVE', 'OVERDUE') AND loan.id > $3 AND loan.accrual_from < $4
     ORDER BY loan.id LIMIT $5`,
    [context.tenantId, context.environment, afterId, to, limit],
  );
  const instalments = await readInstalments({ query, context }, rows, to);
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    loan: loanOf(row, instalments.get(row.id) ?? []),
  }));
}

function loanOf(row: ClosingRow, instalments: readonly InstalmentDue[]): ServicedLoan {
  const loan = standingLoanOf(row, rulesIn(row.servicing));
  return row.plan
    ? loanInPart(loan, instalments)
    : { ...loan, instalments: [dayInstalment(loan, BigInt(row.penaltyUnits))] };
}

/** Of loans with a plan, what `loanInPart` needs to close the days before `to`. */
async function readInstalments(
  { query, context }: Pick<TenantTransaction, 'query' | 'context'>,
  rows: readonly ClosingRow[],
  to: BusinessDate,
): Promise<Map<string, InstalmentDue[]>> {
  const planned = rows.filter(({ plan }) => plan !== null);
  const byLoan = new Map<string, InstalmentDue[]>(planned.map(({ id }) => [id, []]));
  if (planned.length === 0) return byLoan;
  const since = planned.reduce((first, { accrualFrom }) => (accrualFrom < first ? accrualFrom : first), to);
  const read = await query<ClosingInstalmentRow>(
    'read instalments to close',
    `SELECT loan_id AS "loanId", number, interest_from AS "from", due_on AS "dueOn", days, principal_minor AS "principalMinor",
            interest_minor AS "interestMinor", fee_minor AS "feeMinor", penalty_units AS "penaltyUnits", penalty_minor AS "penaltyMinor",
            principal_paid_minor AS "principalPaidMinor", interest_paid_minor AS "interestPaidMinor", fee_paid_minor AS "feePaidMinor",
            penalty_paid_minor AS "penaltyPaidMinor"
     FROM lending.instalment
     WHERE tenant_id = $1 AND environment = $2 AND loan_id >= $3 AND loan_id <= $4 AND NOT dropped AND interest_from < $5
       AND (due_on >= $6 OR principal_paid_minor < principal_minor OR interest_paid_minor < interest_minor OR fee_paid_minor < fee_minor
            OR penalty_paid_minor < penalty_minor)
     ORDER BY loan_id, number`,
    [context.tenantId, context.environment, planned[0]?.id, planned.at(-1)?.id, to, since],
  );
  for (const row of read) byLoan.get(row.loanId)?.push(instalmentOf(row));
  return byLoan;
}

/** Writes loans of one currency whose days before `to` are closed; answers how many of them had not changed since they were read. */
export async function writeClosed(
  database: ServiceDatabase,
  context: TenantContext,
  currency: CurrencyCode,
  to: BusinessDate,
  closed: readonly ClosedLoan[],
): Promise<number> {
  const { interest, movements } = bookedOf(closed);
  const { codes, sides } = interestAccounts(currency, to);
  const [row] = await database.call<{ closed: number }>(context, 'lending.close_part', [
    currency,
    to,
    records(closed.map(closedRecord)),
    records(closed.flatMap(grownPenalties)),
    records(interest),
    codes,
    sides,
    records(movements),
  ]);
  return row?.closed ?? 0;
}

type Field = string | number | bigint | boolean;

/**
 * An array of a composite type as PostgreSQL reads it, which it does several times faster than JSON. Only for what is numbers, dates and
 * words of our own, where nothing needs a quote.
 */
function records(rows: readonly (readonly Field[])[]): string {
  return `{${rows.map((fields) => `"(${fields.join(',')})"`).join(',')}}`;
}

function closedRecord({ id, version, loan }: ClosedLoan): Field[] {
  const { standing } = loan;
  return [
    id,
    version,
    loan.status,
    loan.accruedUnits,
    loan.accruedMinor,
    loan.plan ? 0n : (loan.instalments[0]?.penaltyUnits ?? 0n),
    loan.penaltyMinor,
    loan.feeMinor,
    standing.daysPastDue,
    standing.bucket,
    standing.tier,
    standing.stage,
    standing.nonAccrual,
    standing.provisionMinor,
  ];
}

/** All that closing days changes of an instalment is its penalty. */
function grownPenalties({ id, loan, before }: ClosedLoan): Field[][] {
  if (!loan.plan || loan.instalments === before.instalments) return [];
  return loan.instalments
    .filter((each, place) => each.penaltyUnits !== before.instalments[place]?.penaltyUnits)
    .map(({ number, penaltyUnits, penaltyMinor }) => [id, number, penaltyUnits, penaltyMinor]);
}

/** What the days of some loans book: interest, and one further entry a day for everything else together. */
function bookedOf(closed: readonly ClosedLoan[]): { interest: Field[][]; movements: Field[][] } {
  const [interest, movements]: [Field[][], Field[][]] = [[], []];
  const [interestEntry, movementEntry] = [entryOfDay(), entryOfDay()];
  for (const { id, days } of closed)
    for (const { on, interestMinor, movement } of days) {
      if (interestMinor !== 0n) interest.push([id, interestEntry(on), on, interestMinor]);
      if (movement.size > 0) movements.push(...moved(id, movementEntry(on), on, movement));
    }
  return { interest, movements };
}

function moved(loanId: string, entryId: string, on: BusinessDate, movement: Movement): Field[][] {
  return [...movement].map(([code, minor]) => [loanId, entryId, on, code, minor]);
}

/** Gives each day one entry. */
function entryOfDay(): (on: BusinessDate) => string {
  const ids = new Map<BusinessDate, string>();
  return (on) => {
    const id = ids.get(on) ?? newId('journalEntry');
    ids.set(on, id);
    return id;
  };
}

/** The accounts and sides of an entry of interest; the amount of this sample is not used. */
function interestAccounts(currency: CurrencyCode, bookedOn: BusinessDate) {
  return linesOf(interestAccrued({ loanId: 'all', amountMinor: 1n, currency, bookedOn }));
}
