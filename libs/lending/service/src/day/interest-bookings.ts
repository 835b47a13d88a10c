import type { BusinessDate, CurrencyCode } from '@fanxing/kernel';
import { interestAccrued } from '@fanxing/ledger-domain';
import { linesOf } from '@fanxing/ledger-store';
import type { InterestBooking } from '@fanxing/lending-domain';
import { newId } from '@fanxing/runtime/identifier';

/** Interest of some loans and days, as `lending.book_interest` takes it: one journal entry a day for all of them. */
export interface InterestLines {
  readonly bookings: readonly { loanId: string; on: BusinessDate; amountMinor: string; entryId: string }[];
  readonly codes: readonly string[];
  readonly sides: readonly string[];
}

export function interestLines(
  loans: readonly { readonly loanId: string; readonly bookings: readonly InterestBooking[] }[],
  currency: CurrencyCode,
): InterestLines {
  const entryIds = new Map<BusinessDate, string>();
  const entryIdOf = (on: BusinessDate): string => {
    const id = entryIds.get(on) ?? newId('journalEntry');
    entryIds.set(on, id);
    return id;
  };
  const bookings = loans.flatMap(({ loanId, bookings: days }) =>
    days.map(({ on, amountMinor }) => ({
      loanId,
      on,
      amountMinor: amountMinor.toString(),
      entryId: entryIdOf(on),
    })),
  );
  const { codes, sides } = accountsOf(currency);
  return { bookings, codes, sides };
}

/** The accounts and sides of an interest entry; the amount of this sample is not used. */
function accountsOf(currency: CurrencyCode): { codes: readonly string[]; sides: readonly string[] } {
  return linesOf(
    interestAccrued({ loanId: 'all', amountMinor: 1n, currency, bookedOn: '2000-01-01' as BusinessDate }),
  );
}
