import type { CurrencyCode } from '@fanxing/kernel';
import { accountOf, type AccountCode } from '../account/chart-of-accounts.js';
import type { JournalEntry, Posting } from '../entry/journal-entry.js';

/** The postings that count: those of posted entries. */
export function postedPostings(entries: Iterable<JournalEntry>): Posting[] {
  return postingsWithStatus(entries, 'posted');
}

/** The postings of money whose movement is not known yet. */
export function pendingPostings(entries: Iterable<JournalEntry>): Posting[] {
  return postingsWithStatus(entries, 'pending');
}

/**
 * The balance of one account in one currency, in minor units, positive on the account's normal side. It sums what it
 * is given: pass {@link postedPostings} for the balance, {@link pendingPostings} for what may still come.
 */
export function balanceOf(
  postings: Iterable<Posting>,
  accountCode: AccountCode,
  currency: CurrencyCode,
): bigint {
  const { normalSide } = accountOf(accountCode);
  let balance = 0n;
  for (const posting of postings) {
    if (posting.accountCode !== accountCode || posting.currency !== currency) continue;
    balance += posting.side === normalSide ? posting.amountMinor : -posting.amountMinor;
  }
  return balance;
}

/** One account in one currency; all in minor units, the pending sums apart from those that count. */
export interface TrialBalanceRow {
  readonly accountCode: AccountCode;
  readonly currency: CurrencyCode;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
  /** Positive on the account's normal side. */
  readonly balanceMinor: bigint;
  readonly pendingDebitMinor: bigint;
  readonly pendingCreditMinor: bigint;
}

export interface TrialBalance {
  /** By account code, then currency; only accounts that have a posted or pending posting. */
  readonly rows: readonly TrialBalanceRow[];
  /** Whether debits equal credits in every currency, posted and pending each for themselves. */
  readonly balanced: boolean;
}

/** Debits and credits of every account. Voided entries are left out. */
export function trialBalance(entries: Iterable<JournalEntry>): TrialBalance {
  const sums = new Map<string, RunningSums>();
  for (const entry of entries) {
    if (entry.status === 'voided') continue;
    for (const posting of entry.postings) addPosting(sums, posting, entry.status === 'pending');
  }
  const rows = [...sums.values()].map(rowOf).sort(byAccountAndCurrency);
  return { rows, balanced: isBalanced(rows) };
}

interface RunningSums {
  readonly accountCode: AccountCode;
  readonly currency: CurrencyCode;
  debit: bigint;
  credit: bigint;
  pendingDebit: bigint;
  pendingCredit: bigint;
}

function addPosting(sums: Map<string, RunningSums>, posting: Posting, pending: boolean): void {
  const { accountCode, currency, side, amountMinor } = posting;
  const key = `${accountCode} ${currency}`;
  const sum = sums.get(key) ?? {
    accountCode,
    currency,
    debit: 0n,
    credit: 0n,
    pendingDebit: 0n,
    pendingCredit: 0n,
  };
  if (side === 'debit') sum[pending ? 'pendingDebit' : 'debit'] += amountMinor;
  else sum[pending ? 'pendingCredit' : 'credit'] += amountMinor;
  sums.set(key, sum);
}

function rowOf(sum: RunningSums): TrialBalanceRow {
  const debitsLessCredits = sum.debit - sum.credit;
  return {
    accountCode: sum.accountCode,
    currency: sum.currency,
    debitMinor: sum.debit,
    creditMinor: sum.credit,
    balanceMinor: accountOf(sum.accountCode).normalSide === 'debit' ? debitsLessCredits : -debitsLessCredits,
    pendingDebitMinor: sum.pendingDebit,
    pendingCreditMinor: sum.pendingCredit,
  };
}

function byAccountAndCurrency(left: TrialBalanceRow, right: TrialBalanceRow): number {
  const [leftKey, rightKey] = [
    `${left.accountCode} ${left.currency}`,
    `${right.accountCode} ${right.currency}`,
  ];
  return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}

function isBalanced(rows: readonly TrialBalanceRow[]): boolean {
  const posted = new Map<CurrencyCode, bigint>();
  const pending = new Map<CurrencyCode, bigint>();
  for (const row of rows) {
    posted.set(row.currency, (posted.get(row.currency) ?? 0n) + row.debitMinor - row.creditMinor);
    const difference = row.pendingDebitMinor - row.pendingCreditMinor;
    pending.set(row.currency, (pending.get(row.currency) ?? 0n) + difference);
  }
  return [...posted.values(), ...pending.values()].every((difference) => difference === 0n);
}

function postingsWithStatus(entries: Iterable<JournalEntry>, status: JournalEntry['status']): Posting[] {
  const found: Posting[] = [];
  for (const entry of entries) if (entry.status === status) found.push(...entry.postings);
  return found;
}
