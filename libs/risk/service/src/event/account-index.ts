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
  const own = events.flatMap(({ borrowerId, category, fields }) => {
    const names = category === 'PAYMENTS' || category === 'ACCOUNTS' ? [fields['account']] : [];
    return [borrowerId, ...names]
      .filter((name): name is string => typeof name === 'string' && name.trim() !== '')
      .map((name) => ({ name, borrowerId }));
  });
  const distinct = new Map(own.map((each) => [`${each.borrowerId}\n${each.name}`, each]));
  return {
    counterparties: events.map(({ category, counterparty }) =>
      category !== 'PAYMENTS' || counterparty === null || counterparty.trim() === ''
        ? null
        : indexOf(counterparty),
    ),
    own: [...distinct.values()].map(({ name, borrowerId }) => ({ index: indexOf(name), borrowerId })),
  };
}

/** Customers come again and again: each name is hashed once. */
export function accountIndexBy(keys: TenantKeys): (name: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (name) => {
    const index = known.get(name) ?? keys.blind(column, name.normalize('NFKC').trim());
    known.set(name, index);
    return index;
  };
}
