import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import type { ClosedDay, Movement } from '@fanxing/lending-domain';
import { newId } from '@fanxing/runtime/identifier';
import { interestLines, type InterestLines } from './interest-bookings.js';

/** What some loans move in the books, as `lending.book_movements` takes it. */
export interface Movements {
  readonly entries: { id: string; on: BusinessDate; causeType: string; causeId: string }[];
  readonly movements: { entryId: string; loanId: string; code: string; amountMinor: string }[];
}

export interface Bookings {
  readonly interest: InterestLines;
  readonly moved: Movements;
}

/** What closing days books for some loans: interest, and one further entry a day for everything else together. */
export function bookingsOf(
  loans: readonly { readonly loanId: string; readonly days: readonly ClosedDay[] }[],
  currency: CurrencyCode,
): Bookings {
  const interest = interestLines(
    loans.map(({ loanId, days }) => ({
      loanId,
      bookings: days
        .filter(({ interestMinor }) => interestMinor !== 0n)
        .map(({ on, interestMinor }) => ({ on, amountMinor: interestMinor })),
    })),
    currency,
  );
  const moved: Movements = { entries: [], movements: [] };
  const ids = new Map<BusinessDate, string>();
  for (const { loanId, days } of loans) {
    for (const { on, movement } of days) {
      if (movement.size === 0) continue;
      let id = ids.get(on);
      if (id === undefined) {
        id = newId('journalEntry');
        ids.set(on, id);
        moved.entries.push({ id, on, causeType: 'day', causeId: id });
      }
      addMovement(moved, id, loanId, movement);
    }
  }
  return { interest, moved };
}

/** Adds what one loan moves to an entry. */
export function addMovement(
  { movements }: Movements,
  entryId: string,
  loanId: string,
  movement: Movement,
): void {
  for (const [code, minor] of movement) {
    movements.push({ entryId, loanId, code, amountMinor: minor.toString() });
  }
}
