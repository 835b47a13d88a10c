import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import {
  loanAccounts,
  movementBetween,
  positionOf,
  type ClosedDay,
  type Movement,
  type ServicedLoan,
} from '@fanxing/lending-domain';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { OutboxEvent } from '@fanxing/runtime/outbox';
import { addMovement, bookingsOf } from '../day/servicing-bookings.js';
import type { RepeatableRequest } from '../earlier-answer.js';
import type { LoanRow } from './loan.store.js';
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
  /** The loan with those days closed and nothing else. */
  readonly closed: ServicedLoan;
  readonly loan: ServicedLoan;
  readonly details: Record<string, unknown>;
  readonly event: OutboxEvent | null;
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

/** Writes a change in one call; answers its id, or that of the change which the same key made before. */
export async function changeLoan(
  database: ServiceDatabase,
  context: TenantContext,
  change: LoanChange,
): Promise<string> {
  const { row, loan, kind, id, request } = change;
  const on: BusinessDate = row.businessDate;
  const currency: CurrencyCode = row.currency;
  const { interest, moved } = bookingsOf([{ loanId: row.id, days: change.days }], currency);
  const entryId = newId('journalEntry');
  const movement = movementBetween(positionOf(change.closed), positionOf(loan));
  const { own, allowance } = allowanceApart(movement);
  if (own.size > 0) {
    moved.entries.push({ id: entryId, on, causeType: causes[kind], causeId: id });
    addMovement(moved, entryId, row.id, own);
  }
  if (allowance.size > 0) {
    const allowanceId = newId('journalEntry');
    moved.entries.push({ id: allowanceId, on, causeType: 'provision', causeId: id });
    addMovement(moved, allowanceId, row.id, allowance);
  }
  const [changed] = await database.call<{ change_id: string }>(context, 'lending.change_loan', [
    request.key,
    request.requestHash,
    change.actor,
    row.id,
    on,
    currency,
    JSON.stringify({
      operation: request.operation,
      answer: change.answer,
      id,
      kind,
      subjectKind: change.subject.kind,
      subjectId: change.subject.id,
      entryId,
      details: change.details,
    }),
    JSON.stringify([writtenServiced(row, loan)]),
    JSON.stringify(writtenInstalments(row.id, loan)),
    JSON.stringify(interest.bookings),
    interest.codes,
    interest.sides,
    JSON.stringify(moved.entries),
    JSON.stringify(moved.movements),
    (BigInt(row.outstandingMinor) - loan.outstandingMinor).toString(),
    change.event ? JSON.stringify(change.event) : null,
  ]);
  if (!changed) throw new Error('a changed loan was not returned');
  return changed.change_id;
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
