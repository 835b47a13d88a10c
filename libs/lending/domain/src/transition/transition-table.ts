import { Fault } from '@fanxing/kernel';

/** Each event with the states in which it may happen and the state it leads to. */
export type TransitionTable<Status extends string, Event extends string> = Readonly<
  Record<Event, { readonly from: readonly Status[]; readonly to: Status }>
>;

/**
 * The state after an event. Fails with STATE_CONFLICT, which names `what` it is about, its state, and the states
 * in which the event would have been possible.
 */
export function follow<Status extends string, Event extends string>(
  table: TransitionTable<Status, Event>,
  what: string,
  status: Status,
  event: Event,
): Status {
  const { from, to } = table[event];
  if (!from.includes(status)) {
    throw new Fault('STATE_CONFLICT', { what, status, needed: from.join(' or ') });
  }
  return to;
}
