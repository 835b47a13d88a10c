import type { Instant } from '@fanxing/kernel';

/**
 * What became of an instruction that was just given to a bank.
 *
 * - PAID: the bank says so of this reference, this amount and this currency.
 * - REJECTED: the bank refused for good; nothing is booked and nothing will be.
 * - NOT_SENT: not one byte left this process, so the same instruction may be given again.
 * - UNKNOWN: the money may have moved. Ask with `askOutcome`; never repeat blindly.
 */
export type DisbursementOutcome =
  | { readonly kind: 'PAID'; readonly bookedAt: Instant }
  | { readonly kind: 'REJECTED'; readonly reason: string }
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause }
  | { readonly kind: 'NOT_SENT'; readonly cause: NotSentCause };

/**
 * What the bank says of an instruction that was given to it before. NOT_FOUND alone permits giving it again, with the
 * same reference. It is no refusal: an instruction that was sent may still be on its way into the bank's book, so the
 * money stays reserved.
 */
export type AskedOutcome =
  | { readonly kind: 'PAID'; readonly bookedAt: Instant }
  | { readonly kind: 'REJECTED'; readonly reason: string }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause | NotSentCause };

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
