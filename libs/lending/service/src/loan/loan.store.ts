import {
  parseRate,
  type BusinessDate,
  type CurrencyCode,
  type Instant,
  type Rounding,
} from '@fanxing/kernel';
import type { Loan, LoanStatus } from '@fanxing/lending-domain';
import type { RepaymentTerms, ServicingTerms, UpfrontFeeTerms } from '@fanxing/product-contract';
import type { Page, Part, ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import type { SealedPayee } from '../borrower/sealed-borrower.js';
import type { Movements } from '../day/servicing-bookings.js';

/** An instalment as the database keeps it; amounts as text. */
export interface InstalmentRow {
  readonly number: number;
  readonly from: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly days: number;
  readonly principalMinor: string;
  readonly interestMinor: string;
  readonly feeMinor: string;
  readonly penaltyUnits: string;
  readonly penaltyMinor: string;
  readonly principalPaidMinor: string;
  readonly interestPaidMinor: string;
  readonly feePaidMinor: string;
  readonly penaltyPaidMinor: string;
}

export interface LoanRow extends SealedPayee, Record<string, unknown> {
  readonly id: string;
  readonly creditLineId: string;
  readonly status: LoanStatus;
  readonly principalMinor: string;
  readonly outstandingMinor: string;
  readonly accruedUnits: string;
  readonly accruedMinor: string;
  readonly interestPaidMinor: string;
  readonly accrualFrom: BusinessDate;
  readonly dailyRate: string;
  readonly currency: CurrencyCode;
  readonly rounding: Rounding;
  readonly drawnOn: BusinessDate;
  readonly termDays: number;
  readonly dueOn: BusinessDate;
  readonly version: number;
  readonly requestedAt: Instant;
  readonly disbursedAt: Instant | null;
  readonly failure: string | null;
  readonly businessDate: BusinessDate;
  /** How it comes back in instalments; null: by the day. */
  readonly plan: RepaymentTerms | null;
  readonly servicing: ServicingTerms | null;
  readonly penaltyUnits: string;
  readonly penaltyMinor: string;
  readonly penaltyPaidMinor: string;
  readonly feeMinor: string;
  readonly feePaidMinor: string;
  readonly capitalisedMinor: string;
  readonly creditMinor: string;
  readonly daysPastDue: number;
  readonly bucket: string;
  readonly tier: string;
  readonly stage: number;
  readonly nonAccrual: boolean;
  readonly provisionMinor: string;
  readonly restructuredOn: BusinessDate | null;
  /** What is charged for paying it out. */
  readonly upfrontFees: readonly UpfrontFeeTerms[] | null;
  /** Null until it is paid out. */
  readonly instalments: readonly InstalmentRow[] | null;
}

/** A loan with the date that the books stand at. */
export async function findLoan(
  database: ServiceDatabase,
  context: TenantContext,
  id: string,
): Promise<LoanRow | undefined> {
  const [row] = await database.call<LoanRow>(context, 'lending.find_loan', [id]);
  return row;
}

/** As {@link findLoan}, within a transaction that has begun. */
export async function readLoanIn(
  { query, context }: TenantTransaction,
  id: string,
): Promise<LoanRow | undefined> {
  const [row] = await query<LoanRow>(
    'read loan',
    'SELECT * FROM lending.shown_loan WHERE tenant_id = $1 AND environment = $2 AND id = $3',
    [context.tenantId, context.environment, id],
  );
  return row;
}

/** Several loans at once, in no order. */
export async function readLoansById(
  database: ServiceDatabase,
  context: TenantContext,
  ids: readonly string[],
): Promise<LoanRow[]> {
  return database.call<LoanRow>(context, 'lending.find_loans', [ids]);
}

/** A part of each line's loans, oldest first. */
export async function readLoansOfLines(
  { query, context }: TenantTransaction,
  creditLineIds: readonly string[],
  { first, afterId }: Part,
): Promise<LoanRow[]> {
  return query<LoanRow>(
    'read loans of lines',
    `SELECT shown.* FROM unnest($3::text[]) AS line (line_id) CROSS JOIN LATERAL (
       SELECT * FROM lending.shown_loan
       WHERE tenant_id = $1 AND environment = $2 AND "creditLineId" = line_id AND ($4::text IS NULL OR id > $4)
       ORDER BY id LIMIT $5) AS shown
     ORDER BY shown.id`,
    [context.tenantId, context.environment, creditLineIds, afterId, first],
  );
}

export interface LoanFilterValues {
  readonly status: string | null;
  readonly borrowerId: string | null;
  readonly bucket: string | null;
  readonly dueFrom: BusinessDate | null;
  readonly dueTo: BusinessDate | null;
}

export async function readLoans(
  { query, context }: TenantTransaction,
  page: Page,
  filter: LoanFilterValues,
): Promise<LoanRow[]> {
  return query<LoanRow>(
    'read loans',
    `SELECT * FROM lending.shown_loan
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR "borrowerId" = $4)
       AND ($5::text IS NULL OR id > $5) AND ($6::text IS NULL OR id < $6)
       AND ($8::text IS NULL OR bucket = $8) AND ($9::date IS NULL OR "dueOn" >= $9) AND ($10::date IS NULL OR "dueOn" <= $10)
     ORDER BY id ${page.forward ? 'ASC' : 'DESC'} LIMIT $7`,
    [
      context.tenantId,
      context.environment,
      filter.status,
      filter.borrowerId,
      page.afterId,
      page.beforeId,
      page.limit,
      filter.bucket,
      filter.dueFrom,
      filter.dueTo,
    ],
  );
}

/** What of a row is the loan by itself: money lent, interest, dates. */
export type PlainLoanRow = Pick<
  LoanRow,
  | 'status'
  | 'currency'
  | 'principalMinor'
  | 'outstandingMinor'
  | 'dailyRate'
  | 'rounding'
  | 'accruedUnits'
  | 'accruedMinor'
  | 'interestPaidMinor'
  | 'accrualFrom'
  | 'drawnOn'
  | 'termDays'
  | 'dueOn'
>;

/** An amount as the database writes it. Most of a loan's are nothing, and that is read at once. */
export function minorOf(text: string): bigint {
  return text === '0' ? 0n : BigInt(text);
}

/** The domain's loan of a row. */
export function loanOf(row: PlainLoanRow): Loan {
  return {
    status: row.status,
    currency: row.currency,
    principalMinor: minorOf(row.principalMinor),
    outstandingMinor: minorOf(row.outstandingMinor),
    dailyRate: parseRate(row.dailyRate),
    rounding: row.rounding,
    accruedUnits: minorOf(row.accruedUnits),
    accruedMinor: minorOf(row.accruedMinor),
    interestPaidMinor: minorOf(row.interestPaidMinor),
    accrualFrom: row.accrualFrom,
    drawnOn: row.drawnOn,
    termDays: row.termDays,
    dueOn: row.dueOn,
  };
}

export interface SettledDisbursement {
  readonly actor: string;
  readonly loanId: string;
  /** Why the bank refused, in its words; null when it paid. */
  readonly failure: string | null;
  readonly on: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly event: OutboxEvent;
  /** Of a loan that comes back in instalments. */
  readonly plan: RepaymentTerms | null;
  readonly instalments: readonly Record<string, unknown>[];
  readonly currency: CurrencyCode;
  /** What is charged for paying it out. */
  readonly fees: Movements;
}

/** Settles a disbursement in one call; answers false when it was settled before. */
export async function settleDisbursed(
  database: ServiceDatabase,
  context: TenantContext,
  given: SettledDisbursement,
): Promise<boolean> {
  const settlement = [
    given.actor,
    given.loanId,
    given.failure === null,
    given.failure,
    given.on,
    given.dueOn,
    JSON.stringify(given.event),
  ];
  if (given.fees.entries.length > 0) {
    const [charged] = await database.call<{ settled: boolean }>(context, 'lending.settle_charged_loan', [
      ...settlement,
      given.plan && JSON.stringify(given.plan),
      JSON.stringify(given.instalments),
      given.currency,
      JSON.stringify(given.fees.entries),
      JSON.stringify(given.fees.movements),
    ]);
    return charged?.settled === true;
  }
  const [row] = await (given.plan
    ? database.call<{ settled: boolean }>(context, 'lending.settle_instalment_loan', [
        ...settlement,
        JSON.stringify(given.plan),
        JSON.stringify(given.instalments),
      ])
    : database.call<{ settled: boolean }>(context, 'lending.settle_disbursement', settlement));
  return row?.settled === true;
}
