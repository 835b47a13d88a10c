/**
 * The shares of a whole journal entry. What is shared is each account's **balance**, not each movement: a party gets of an entry
 * its share of the balance after, less what it had. So a party's balance is always its share of the whole balance, and nothing is
 * left on anybody once the loan is repaid, however many small repayments came in between.
 *
 * One account takes what makes each party's own entry balance: the funding account when the entry moves money, else the last
 * that is no claim (such as income). Where claims alone change (interest that becomes principal), the cents that two of them round
 * apart go over the parties' funding accounts: one party takes them over from another, and the whole entry knows nothing of it.
 */
import type { Posting } from '../entry/journal-entry.js';
import { splitAmount, type FundingShares } from './split-amount.js';

/** What each party has on each account, debits less credits, in the order of the agreement. */
export type PartyBalances = ReadonlyMap<string, readonly bigint[]>;

export interface SplitEntry {
  /** What each party's balance of an account changes by, debits less credits. */
  readonly changes: PartyBalances;
  readonly balances: PartyBalances;
}

type Line = Pick<Posting, 'side' | 'amountMinor'> & { readonly accountCode: string };

/** Splits the lines of one balanced entry in one currency, on the balances that the entries before it have left. */
export function splitEntry(
  lines: readonly Line[],
  shares: FundingShares,
  before: PartyBalances = new Map(),
): SplitEntry {
  const closing = closingAccount(lines);
  const changes = new Map<string, bigint[]>();
  const balances = new Map(before);
  let rest = shares.parties.map(() => 0n);
  for (const [code, change] of changesOf(lines)) {
    if (code === closing) continue;
    const had = before.get(code) ?? shares.parties.map(() => 0n);
    const has = splitAmount(had.reduce((sum, part) => sum + part, 0n) + change, shares);
    const parts = has.map((part, place) => part - (had[place] ?? 0n));
    changes.set(code, parts);
    balances.set(code, has);
    rest = rest.map((part, place) => part - (parts[place] ?? 0n));
  }
  const had = before.get(closing) ?? shares.parties.map(() => 0n);
  changes.set(closing, rest);
  balances.set(
    closing,
    had.map((part, place) => part + (rest[place] ?? 0n)),
  );
  return { changes, balances };
}

const fundingAccount = '1001';

function changesOf(lines: readonly Line[]): Map<string, bigint> {
  const changes = new Map<string, bigint>();
  for (const { accountCode, side, amountMinor } of lines) {
    const signed = side === 'debit' ? amountMinor : -amountMinor;
    changes.set(accountCode, (changes.get(accountCode) ?? 0n) + signed);
  }
  return changes;
}

function closingAccount(lines: readonly Line[]): string {
  if (lines.length === 0) throw new Error('an entry without lines can not be shared');
  const codes = lines.map(({ accountCode }) => accountCode);
  if (codes.includes(fundingAccount)) return fundingAccount;
  return codes.findLast((code) => !code.startsWith('1')) ?? fundingAccount;
}
