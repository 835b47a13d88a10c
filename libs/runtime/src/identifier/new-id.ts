import { idPrefixes, type Id, type IdKind } from '@fanxing/kernel';
import { typeidUnboxed } from 'typeid-js';

/**
 * A fresh TypeID of a kind, such as `loan_01h…`. Ids made by one process sort in the order of their making, also
 * within a millisecond and when the machine's clock is set back by less than ten seconds; ids of different
 * processes sort by their clocks.
 */
export function newId<Kind extends IdKind>(kind: Kind): Id<Kind> {
  return typeidUnboxed(idPrefixes[kind]) as unknown as Id<Kind>;
}
