import { splitAmount } from '@fanxing/ledger-domain';
import { readPartyShares } from '@fanxing/ledger-store';
import type { TenantReading } from '@fanxing/runtime/database';
import type { LedgerDifference } from './ledger-difference.js';
import { readSharedBalances, type SharedBalance } from './shared-loan.store.js';

/** What is owed and what is set aside: of these each party has its share of the whole, to the cent. */
const claims: ReadonlySet<string> = new Set(['1301', '1311', '1321', '1331', '1391']);

/**
 * What the parties to each shared loan have beside the loan's whole sub-ledger: together all of every account, and each its share
 * of every claim. A difference names the loan and the account, and the party when it is one party's.
 */
export async function reconcileShares(reading: TenantReading): Promise<LedgerDifference[]> {
  const balances = await readSharedBalances(reading);
  if (balances.length === 0) return [];
  const had = new Map<string, bigint>();
  for (const { subjectId, party, code, currency, minor } of await readPartyShares(reading))
    had.set(keyOf(subjectId, code, currency, party), BigInt(minor));
  return balances.flatMap((balance) => differencesOf(balance, had));
}

function differencesOf(balance: SharedBalance, had: ReadonlyMap<string, bigint>): LedgerDifference[] {
  const { loanId, code, currency, minor, parties } = balance;
  const parts = parties.map((party) => had.get(keyOf(loanId, code, currency, party)) ?? 0n);
  const total = parts.reduce((sum, part) => sum + part, 0n);
  const difference = (id: string, shared: bigint, whole: bigint): LedgerDifference => ({
    kind: 'SHARES',
    id,
    ledgerMinor: shared.toString(),
    subLedgerMinor: whole.toString(),
    currency,
  });
  if (total !== BigInt(minor)) return [difference(`${loanId} ${code}`, total, BigInt(minor))];
  if (!claims.has(code)) return [];
  const wanted = splitAmount(BigInt(minor), {
    parties: parties.map((party, place) => ({ party, parts: BigInt(balance.parts[place] ?? '0') })),
    whole: BigInt(balance.whole),
    remainder: balance.remainder,
    lead: balance.lead - 1,
  });
  return parties.flatMap((party, place) => {
    const [part = 0n, share = 0n] = [parts[place], wanted[place]];
    return part === share ? [] : [difference(`${loanId} ${code} ${party}`, part, share)];
  });
}

function keyOf(loanId: string, code: string, currency: string, party: string): string {
  return `${loanId} ${code} ${currency} ${party}`;
}
