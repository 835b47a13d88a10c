/**
 * The states of a collection: one instruction to a bank to take money from a borrower's account (代扣).
 *
 * - `PENDING`: decided on; the bank has not been given it. Left when it is about to be given (→ `SENT`), called off (→ `CANCELLED`), or
 *   when its time is over (→ `EXPIRED`). Come back to from `SENT` when not one byte of the first attempt left.
 * - `SENT`: the bank may have it. Entered **before** the bank is called, so that after a crash it is asked what became of it.
 * - `UNKNOWN`: the bank was called and nobody can tell what it did. It is asked, and only its word that it never had the instruction
 *   lets it be given again (→ `SENT`).
 * - `COLLECTED`: the bank has the money; a repayment follows from it. Left only when the payer's bank takes it back (→ `RETURNED`).
 * - `REJECTED`: the bank refused for good, for want of funds or of a mandate. Final; a new try is a new instruction.
 * - `CANCELLED`: called off, and the bank will never carry it out. Final.
 * - `EXPIRED`: it was never given, and is not wanted any more. Final.
 * - `RETURNED`: it was collected and taken back; the repayment is reversed. Final.
 */
import { follow, type TransitionTable } from '../transition/transition-table.js';

export type CollectionStatus =
  'PENDING' | 'SENT' | 'UNKNOWN' | 'COLLECTED' | 'REJECTED' | 'CANCELLED' | 'EXPIRED' | 'RETURNED';

export type CollectionEvent =
  'SEND' | 'KEEP' | 'LOSE_TRACK' | 'COLLECT' | 'REJECT' | 'CANCEL' | 'EXPIRE' | 'RETURN';

export const collectionTransitions: TransitionTable<CollectionStatus, CollectionEvent> = {
  SEND: { from: ['PENDING', 'SENT', 'UNKNOWN'], to: 'SENT' },
  KEEP: { from: ['SENT'], to: 'PENDING' },
  LOSE_TRACK: { from: ['SENT', 'UNKNOWN'], to: 'UNKNOWN' },
  COLLECT: { from: ['SENT', 'UNKNOWN'], to: 'COLLECTED' },
  REJECT: { from: ['SENT', 'UNKNOWN'], to: 'REJECTED' },
  CANCEL: { from: ['PENDING', 'SENT', 'UNKNOWN'], to: 'CANCELLED' },
  EXPIRE: { from: ['PENDING'], to: 'EXPIRED' },
  RETURN: { from: ['SENT', 'UNKNOWN', 'COLLECTED'], to: 'RETURNED' },
};

/** The collection's state after an event. Fails with STATE_CONFLICT. */
export function transitionCollection(status: CollectionStatus, event: CollectionEvent): CollectionStatus {
  return follow(collectionTransitions, 'collection', status, event);
}

/** Whether its end is not known yet: no second one of the same loan is begun meanwhile. */
export function isUnderWay(status: CollectionStatus): boolean {
  return status === 'PENDING' || status === 'SENT' || status === 'UNKNOWN';
}
