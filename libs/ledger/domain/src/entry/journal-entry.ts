/**
 * A journal entry, and the three states it can be in.
 *
 * - `pending`: written down before money moves, so that it can not be forgotten. Every entry is drafted so.
 *   It counts in no balance; it leaves this state once.
 * - `posted`: the money moved. Entered from `pending`; final. A mistake is mended by a new mirror entry.
 * - `voided`: the money definitely did not move. Entered from `pending`; final; counts in no balance.
 */
import { Fault, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import { accountOf, type AccountCode, type Side } from '../account/chart-of-accounts.js';

export type EntryStatus = 'pending' | 'posted' | 'voided';

/** What kind of thing an entry was written for; `causeId` says which one. */
export type CauseType = 'drawdown' | 'accrual' | 'repayment' | 'reversal';

/** One line of an entry. `amountMinor` is in minor units and always above zero; the side gives the direction. */
export interface Posting {
  readonly accountCode: AccountCode;
  readonly side: Side;
  readonly amountMinor: bigint;
  readonly currency: CurrencyCode;
}

export interface EntryDraft {
  /** The day in the tenant's books. */
  readonly bookedOn: BusinessDate;
  readonly causeType: CauseType;
  readonly causeId: string;
  /** For auditors. Ids only: a description must never hold a personal datum. */
  readonly description: string;
  readonly postings: readonly Posting[];
}

export interface JournalEntry extends EntryDraft {
  readonly status: EntryStatus;
}

/** A checked entry in state `pending`. Postings that do not balance are a bug of ours: throws an Error, not a Fault. */
export function draftEntry(draft: EntryDraft): JournalEntry {
  const where = `entry for ${draft.causeType} ${draft.causeId}`;
  if (draft.causeId === '') throw new Error(`An ${where} has no cause`);
  if (draft.postings.length < 2) throw new Error(`The ${where} has fewer than two postings`);
  for (const posting of draft.postings) {
    accountOf(posting.accountCode);
    if (posting.amountMinor <= 0n) {
      throw new Error(
        `The ${where} posts ${posting.amountMinor} to ${posting.accountCode}: must be above zero`,
      );
    }
  }
  for (const [currency, difference] of differenceByCurrency(draft.postings)) {
    if (difference !== 0n) {
      throw new Error(`The ${where} does not balance in ${currency}: debits − credits = ${difference}`);
    }
  }
  return { ...draft, status: 'pending' };
}

/** Debits less credits of each currency that occurs, in minor units: all zero in anything that balances. */
export function differenceByCurrency(
  postings: Iterable<Pick<Posting, 'side' | 'amountMinor' | 'currency'>>,
): ReadonlyMap<CurrencyCode, bigint> {
  const differences = new Map<CurrencyCode, bigint>();
  for (const { currency, side, amountMinor } of postings) {
    const signed = side === 'debit' ? amountMinor : -amountMinor;
    differences.set(currency, (differences.get(currency) ?? 0n) + signed);
  }
  return differences;
}

/** The same entry, posted. Fails with STATE_CONFLICT unless it is pending. */
export function postEntry(entry: JournalEntry): JournalEntry {
  requireStatus(entry, 'pending');
  return { ...entry, status: 'posted' };
}

/** The same entry, voided. Fails with STATE_CONFLICT unless it is pending. */
export function voidEntry(entry: JournalEntry): JournalEntry {
  requireStatus(entry, 'pending');
  return { ...entry, status: 'voided' };
}

/**
 * A new pending entry that undoes a posted one: the same amounts with their sides exchanged. Its cause is the
 * entry it undoes. Fails with STATE_CONFLICT unless that one is posted.
 */
export function reverseEntry(
  entry: JournalEntry,
  reversal: { readonly entryId: string; readonly bookedOn: BusinessDate },
): JournalEntry {
  requireStatus(entry, 'posted');
  return draftEntry({
    bookedOn: reversal.bookedOn,
    causeType: 'reversal',
    causeId: reversal.entryId,
    description: `Reversal of ${reversal.entryId}: ${entry.description}`,
    postings: entry.postings.map((posting) => ({ ...posting, side: oppositeOf(posting.side) })),
  });
}

function oppositeOf(side: Side): Side {
  return side === 'debit' ? 'credit' : 'debit';
}

function requireStatus(entry: JournalEntry, needed: EntryStatus): void {
  if (entry.status !== needed) {
    throw new Fault('STATE_CONFLICT', { what: 'journal entry', status: entry.status, needed });
  }
}
