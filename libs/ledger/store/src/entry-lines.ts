import type { JournalEntry } from '@fanxing/ledger-domain';

/** An entry's lines as the columns that `ledger.enter` takes. */
export interface EntryLines {
  readonly codes: readonly string[];
  readonly sides: readonly string[];
  readonly amountsMinor: readonly string[];
}

export function linesOf(entry: JournalEntry): EntryLines {
  return {
    codes: entry.postings.map((posting) => posting.accountCode),
    sides: entry.postings.map((posting) => posting.side),
    amountsMinor: entry.postings.map((posting) => posting.amountMinor.toString()),
  };
}
