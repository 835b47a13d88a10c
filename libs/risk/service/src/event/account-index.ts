import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataCategory } from '@fanxing/runtime/consent';
import type { TenantKeys } from '@fanxing/runtime/encryption';

type Indexed = Pick<IndicatorEvent, 'borrowerId' | 'counterparty' | 'fields'> & {
  readonly category: DataCategory;
};

/** Blind indexes of a batch: who the other party of each event is, and which accounts are borrowers' own. */
export interface AccountIndexes {
  /** In the events' order; null where an event is no payment or names nobody. */
  readonly counterparties: readonly (Buffer | null)[];
  /** A borrower is known by its id, and by what its events name as its account (`fields.account`). */
  readonly own: readonly { readonly index: Buffer; readonly borrowerId: string }[];
}

const column = 'risk.event.counterparty';

/** One account has one index, whoever names it: its written form is compared, full width as half, without spaces around. */
export function accountIndexes(keys: TenantKeys, events: readonly Indexed[]): AccountIndexes {
  const indexOf = accountIndexBy(keys);
  const own = new Map<string, { readonly index: Buffer; readonly borrowerId: string }>();
  const addOwn = (name: string, borrowerId: string): void => {
    const pair = `${borrowerId}\n${name}`;
    if (!own.has(pair)) own.set(pair, { index: indexOf(name), borrowerId });
  };
  let last: string | undefined;
  const counterparties = events.map(({ borrowerId, category, counterparty, fields }) => {
    if (borrowerId !== last) addOwn(borrowerId, borrowerId);
    last = borrowerId;
    const account = category === 'PAYMENTS' || category === 'ACCOUNTS' ? fields['account'] : undefined;
    if (typeof account === 'string' && account.trim() !== '') addOwn(account, borrowerId);
    const isPayment = category === 'PAYMENTS' && counterparty !== null && counterparty.trim() !== '';
    return isPayment ? indexOf(counterparty) : null;
  });
  return { counterparties, own: [...own.values()] };
}

/** How many names of one tenant's environment have their index ready: some 5 MB. They go with its keys, after a minute. */
const knownMax = 20_000;
const knownNames = new WeakMap<TenantKeys, Map<string, Buffer>>();

/** Customers come again and again, in the next batch too: each name is hashed once. */
export function accountIndexBy(keys: TenantKeys): (name: string) => Buffer {
  const known = knownNames.get(keys) ?? new Map<string, Buffer>();
  knownNames.set(keys, known);
  return (name) => {
    const found = known.get(name);
    if (found) return found;
    if (known.size >= knownMax) known.clear();
    const index = keys.blind(column, name.normalize('NFKC').trim());
    known.set(name, index);
    return index;
  };
}
