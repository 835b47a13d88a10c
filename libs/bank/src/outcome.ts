import type { Instant } from '@fanxing/kernel';

/** What a bank has done for good: paid out, or collected. */
export type Done = 'PAID' | 'COLLECTED';

/**
 * What became of an instruction that was just given to a bank.
 *
 * - PAID, COLLECTED: the bank says so of this reference, this amount and this currency.
 * - REJECTED: the bank refused for good; nothing is booked and nothing will be.
 * - NOT_SENT: not one byte left this process, so the same instruction may be given again.
 * - UNKNOWN: the money may have moved. Ask; never repeat blindly.
 */
export type GivenOutcome<Kind extends Done> =
  | { readonly kind: Kind; readonly bookedAt: Instant }
  | { readonly kind: 'REJECTED'; readonly reason: string }
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause }
  | { readonly kind: 'NOT_SENT'; readonly cause: NotSentCause };

export type DisbursementOutcome = GivenOutcome<'PAID'>;
export type CollectionOutcome = GivenOutcome<'COLLECTED'>;

/**
 * What the bank says of an instruction that was given to it before. NOT_FOUND alone permits giving it again, with the
 * same reference. It is no refusal: an instruction that was sent may still be on its way into the bank's book, so the
 * money stays reserved. RETURNED: it was collected, and the payer's own bank took it back.
 */
export type OutcomeWhenAsked<Kind extends Done> =
  | { readonly kind: Kind; readonly bookedAt: Instant }
  | { readonly kind: 'REJECTED'; readonly reason: string }
  | (Kind extends 'COLLECTED' ? { readonly kind: 'RETURNED'; readonly reason: string } : never)
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause | NotSentCause };

export type AskedOutcome = OutcomeWhenAsked<'PAID'>;
export type AskedCollection = OutcomeWhenAsked<'COLLECTED'>;

/**
 * What came of calling an instruction off. REJECTED: nothing is booked and nothing ever will be under this reference, also when the
 * instruction is still on its way; that is what a cancellation that came in time is. NOT_OFFERED: this bank calls nothing off.
 */
export type CancellationOutcome<Kind extends Done> =
  Exclude<OutcomeWhenAsked<Kind>, { kind: 'NOT_FOUND' }> | { readonly kind: 'NOT_OFFERED' };

/** Why nothing was sent. TIMEOUT: no connection within the deadline, a wait for a free one in the pool included. */
export type NotSentCause =
  | 'ADDRESS_NOT_ALLOWED'
  | 'CANCELLED'
  | 'CONNECTION_REFUSED'
  | 'HOST_UNKNOWN'
  | 'TIMEOUT'
  | 'TLS_FAILED'
  | 'UNREACHABLE';

/**
 * Why nobody can tell. ACCEPTED_NOT_BOOKED: the bank took the instruction and will book it later. MISMATCH: the answer is
 * about another reference, amount or currency; when asking gives it too, a person has to look. REFUSAL_UNCONFIRMED: the
 * bank said no, and could not be asked whether it had paid this reference before. STATUS_n: the HTTP status.
 */
export type UnknownCause =
  | 'ACCEPTED_NOT_BOOKED'
  | 'BODY_MALFORMED'
  | 'BODY_TOO_LARGE'
  | 'CANCELLED'
  | 'CONNECTION_LOST'
  | 'MISMATCH'
  | 'REFUSAL_UNCONFIRMED'
  | 'TIMEOUT'
  | `STATUS_${number}`;
