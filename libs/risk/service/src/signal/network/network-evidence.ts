import { minMinor, toEpochMs } from '@fanxing/kernel';
import {
  AccountClassifier,
  findRings,
  PaymentBook,
  type ClassifiedAccount,
  type Payments,
  type Ring,
} from '@fanxing/risk-network';
import type { KnownPayment } from './network.store.js';

/** A borrower among those whom it pays and who pay it. */
export interface NetworkEvidence {
  readonly payments: Payments;
  /** The borrower, as a number of `payments`. */
  readonly account: number;
  readonly classified: ClassifiedAccount;
  /** Rings to be seen around the borrower, by when they were reported; it need not be in one. */
  readonly rings: readonly Ring[];
  /** Of these, the one that the borrower is in; of several the surest. */
  readonly ring: Ring | null;
  /** The account that a counterparty's name stands for, by the name's blind index. */
  readonly accountOfIndex: ReadonlyMap<string, string>;
  /** How an account is called to those who may see it. */
  readonly nameOf: (account: number) => string;
}

/** A week: rings turn money round within days. */
const windowMs = 7 * 86_400_000;

/** Null where nobody is known to have paid anybody. `names`: what the borrower's events call their counterparties, by the blind index. */
export function networkEvidence(
  self: string,
  known: readonly KnownPayment[],
  names: ReadonlyMap<string, string>,
): NetworkEvidence | null {
  const book = new PaymentBook();
  paidOnce(known).forEach(({ payer, payee, amountMinor, at }, line) =>
    book.add({ from: payer, to: payee, amount: decimal(amountMinor), at }, line + 1),
  );
  const payments = book.end();
  const account = payments.accountOf(self);
  if (account < 0) return null;
  const rings = findRings(payments, { windowMs });
  const own = rings.filter(({ members }) => members.some((member) => member.account === account));
  const accountOfIndex = new Map(
    known.flatMap(({ payer, payee, ownIndex }) =>
      ownIndex === null ? [] : [[ownIndex, payer === self ? payee : payer] as const],
    ),
  );
  const nameOfAccount = new Map([...accountOfIndex].map(([index, id]) => [id, names.get(index)] as const));
  return {
    ...{ payments, account, rings, accountOfIndex },
    classified: new AccountClassifier(payments).classify(account),
    ring: own.reduce<Ring | null>(
      (best, ring) => (best === null || surenessOf(ring) > surenessOf(best) ? ring : best),
      null,
    ),
    nameOf: (number) => {
      const id = payments.idOf(number);
      return nameOfAccount.get(id) ?? shown(id);
    },
  };
}

/** How sure a ring was when it was surest. */
export function surenessOf({ windows }: Ring): number {
  return Math.max(...windows.map(({ probability }) => probability));
}

/** One that both of two borrowers tell of, with the same moment and amount, was paid once. */
function paidOnce(known: readonly KnownPayment[]): KnownPayment[] {
  const distinct = new Map<string, KnownPayment>();
  for (const payment of known) {
    const { payer, payee, at, amountMinor } = payment;
    distinct.set(`${payer} ${payee} ${toEpochMs(at)} ${amountMinor}`, payment);
  }
  return [...distinct.values()];
}

/** Ten billions of a currency: a book counts in numbers that are exact, and above it a pattern is no other. */
const countedMinorMax = 1_000_000_000_000n;

/** A book counts hundredths, whatever the currency calls them: a pattern has no need of the unit. */
function decimal(amountMinor: bigint): string {
  const minor = minMinor(amountMinor, countedMinorMax);
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

/** An index says nothing to anybody: its beginning tells accounts apart. */
function shown(id: string): string {
  return id.startsWith('x:') ? `account ${id.slice(2, 10)}` : id.slice(2);
}
