import { Injectable } from '@nestjs/common';
import { Fault, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import {
  loanAccounts,
  movementBetween,
  positionOf,
  type ClosedDay,
  type Movement,
  type ServicedLoan,
} from '@fanxing/lending-domain';
import { GatheredCalls, ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import { addMovement, bookingsOf, type Movements } from '../day/servicing-bookings.js';
import type { RepeatableRequest } from '../earlier-answer.js';
import { readLoansById, type LoanRow } from './loan.store.js';
import { writtenInstalments, writtenServiced } from './serviced-loan.store.js';

/** One change of a loan: what it is called, what the loan is after it, and what is kept of it. */
export interface LoanChange {
  readonly request: RepeatableRequest;
  readonly actor: string;
  readonly kind: 'REPAYMENT' | 'REFUND' | 'RESTRUCTURE' | 'WAIVER' | 'WRITE_OFF' | 'REVERSAL';
  readonly id: string;
  /** The field of the kept answer that holds the id. */
  readonly answer: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly row: LoanRow;
  /** Days that had to be closed first. */
  readonly days: readonly ClosedDay[];
  /** The loan as it was read. */
  readonly standing: ServicedLoan;
  /** The loan with those days closed and nothing else. */
  readonly closed: ServicedLoan;
  readonly loan: ServicedLoan;
  readonly details: Record<string, unknown>;
  readonly event: OutboxEvent;
}

/** Why an entry was written, in the journal. */
const causes = {
  REPAYMENT: 'repayment',
  REFUND: 'refund',
  RESTRUCTURE: 'restructure',
  WAIVER: 'waiver',
  WRITE_OFF: 'write-off',
  REVERSAL: 'reversal',
} as const;

/** More would keep the first of them waiting longer than it saves. */
const togetherMost = 32;

/** Reads loans that are to be changed and writes their changes, those that come at the same moment together (docs/decisions/0136). */
@Injectable()
export class LoanChangeStore {
  private readonly reading: GatheredCalls<string, LoanRow | undefined>;
  /** A call is in one currency. */
  private readonly writing = new Map<CurrencyCode, GatheredCalls<LoanChange, string>>();

  constructor(private readonly database: ServiceDatabase) {
    this.reading = new GatheredCalls({
      name: 'sql lending.find_loan',
      most: togetherMost,
      run: async (context, ids) => {
        const rows = await readLoansById(database, context, [...new Set(ids)]);
        const found = new Map(rows.map((row) => [row.id, row]));
        return ids.map((id) => found.get(id));
      },
    });
  }

  loan(context: TenantContext, id: string): Promise<LoanRow | undefined> {
    return this.reading.call(context, id);
  }

  /**
   * Writes a change; answers its id, or that of the change which the same key made before. Fails with WRITE_CONTENTION when the loan has
   * moved on since it was read, and with IDEMPOTENCY_CONFLICT.
   */
  write(context: TenantContext, change: LoanChange): Promise<string> {
    const { currency } = change.row;
    let writing = this.writing.get(currency);
    if (!writing) {
      writing = new GatheredCalls({
        name: 'sql lending.change_loan',
        most: togetherMost,
        run: (inContext, changes) => this.writeAll(inContext, currency, changes),
        apart: ({ row, request }) => [row.id, `key ${request.operation} ${request.key}`],
      });
      this.writing.set(currency, writing);
    }
    return writing.call(context, change);
  }

  private async writeAll(
    context: TenantContext,
    currency: CurrencyCode,
    changes: readonly LoanChange[],
  ): Promise<string[]> {
    const on = changes[0]?.row.businessDate;
    // The books' day has just ended: each by itself is on one day or the other.
    if (changes.some(({ row }) => row.businessDate !== on)) throw new Fault('WRITE_CONTENTION');
    const { interest, moved } = bookingsOf(
      changes.map(({ row, days }) => ({ loanId: row.id, days })),
      currency,
    );
    const written = changes.map((change) => writtenChange(change, moved));
    const [repeated] = await this.database.call<{ change_id: string }>(context, 'lending.change_loans', [
      on,
      currency,
      `[${written.join(',')}]`,
      JSON.stringify(changes.map(({ row, loan }) => writtenServiced(row, loan))),
      JSON.stringify(
        changes.flatMap(({ row, loan, standing }) =>
          writtenInstalments(row.id, loan, row.instalments ? standing.instalments : []),
        ),
      ),
      JSON.stringify(interest.bookings),
      interest.codes,
      interest.sides,
      JSON.stringify(moved.entries),
      JSON.stringify(moved.movements),
    ]);
    return repeated ? [repeated.change_id] : changes.map(({ id }) => id);
  }
}

/** A change as SQL takes it; adds what it moves in the books to `moved`. */
function writtenChange(change: LoanChange, moved: Movements): string {
  const { row, loan, kind, id, request } = change;
  const on: BusinessDate = row.businessDate;
  const entryId = newId('journalEntry');
  const { own, allowance } = allowanceApart(movementBetween(positionOf(change.closed), positionOf(loan)));
  if (own.size > 0) {
    moved.entries.push({ id: entryId, on, causeType: causes[kind], causeId: id });
    addMovement(moved, entryId, row.id, own);
  }
  if (allowance.size > 0) {
    const allowanceId = newId('journalEntry');
    moved.entries.push({ id: allowanceId, on, causeType: 'provision', causeId: id });
    addMovement(moved, allowanceId, row.id, allowance);
  }
  const text = JSON.stringify({
    operation: request.operation,
    key: request.key,
    requestHash: request.requestHash,
    answer: change.answer,
    id,
    kind,
    subjectKind: change.subject.kind,
    subjectId: change.subject.id,
    loanId: row.id,
    entryId,
    details: change.details,
    releasedMinor: (BigInt(row.outstandingMinor) - loan.outstandingMinor).toString(),
    event: change.event,
  });
  // The actor is JSON already.
  return `${text.slice(0, -1)},"actor":${change.actor}}`;
}

/** What is set aside or released, as an entry of its own: the entry of a payment then holds the payment and nothing else. */
function allowanceApart(movement: Movement): { own: Movement; allowance: Movement } {
  const { allowance: code, losses } = loanAccounts;
  const setAside = movement.get(code);
  if (setAside === undefined) return { own: movement, allowance: new Map() };
  const own = new Map(movement);
  own.delete(code);
  const lost = (movement.get(losses) ?? 0n) + setAside;
  if (lost === 0n) own.delete(losses);
  else own.set(losses, lost);
  const allowance = new Map([
    [code, setAside],
    [losses, -setAside],
  ] as const);
  return { own, allowance };
}
