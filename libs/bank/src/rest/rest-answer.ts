import { z } from 'zod';
import { Fault, parseInstant, parseMinor, type Instant, type Money } from '@fanxing/kernel';
import type { Done, NotSentCause, UnknownCause } from '../outcome.js';
import type { Exchange } from './exchange.js';

/** An instruction as it goes over the wire, and the bank's word for having carried it out. */
export interface RestOrder {
  readonly path: '/payments' | '/collections';
  readonly done: Done;
  readonly reference: string;
  readonly amount: Money;
  readonly body: unknown;
}

/** What an answer says. REFUSED: a 4xx that names this reference. It says no, though not yet whether it was carried out before. */
export type Said =
  | { readonly kind: Done; readonly bookedAt: Instant }
  | { readonly kind: 'REJECTED' | 'RETURNED' | 'REFUSED'; readonly reason: string }
  | { readonly kind: 'UNKNOWN'; readonly cause: UnknownCause | NotSentCause }
  | { readonly kind: 'NOT_SENT'; readonly cause: NotSentCause }
  | { readonly kind: 'NOT_FOUND' }
  | { readonly kind: 'NOT_OFFERED' };

const statementShape = z.object({
  reference: z.string(),
  status: z.string().optional(),
  amount: z.string().optional(),
  currency: z.string().optional(),
  bookedAt: z.string().optional(),
  reason: z.string().optional(),
  code: z.string().optional(),
});
type Statement = z.infer<typeof statementShape>;

const reasonLengthMax = 200;
const refusals = new Set([400, 409, 422]);

/** What the answer to `POST /payments` or `POST /collections` means. */
export function readSentAnswer(answer: Exchange, order: RestOrder): Said {
  if (answer.kind === 'NOT_SENT') return answer;
  if (answer.kind === 'LOST') return { kind: 'UNKNOWN', cause: answer.cause };
  if (answer.status === 200 || answer.status === 201) return readStatement(answer.text, order);
  if (answer.status === 202) return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
  const statement = parseStatement(answer.text);
  if (refusals.has(answer.status) && statement?.reference === order.reference) {
    const reason = reasonOf(statement, answer.status);
    return { kind: statement.status === 'REJECTED' ? 'REJECTED' : 'REFUSED', reason };
  }
  return { kind: 'UNKNOWN', cause: `STATUS_${answer.status}` };
}

/** What the answer to `GET /payments/{reference}` or `GET /collections/{reference}` means. */
export function readAskedAnswer(answer: Exchange, order: RestOrder): Said {
  if (answer.kind !== 'ANSWERED') return { kind: 'UNKNOWN', cause: answer.cause };
  if (answer.status === 200) return readStatement(answer.text, order);
  if (answer.status === 202) return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
  if (answer.status === 404 && parseStatement(answer.text)?.reference === order.reference) {
    return { kind: 'NOT_FOUND' };
  }
  return { kind: 'UNKNOWN', cause: `STATUS_${answer.status}` };
}

/** A bank without cancellations has no such address, or none that is posted to. */
const notOffered = new Set([404, 405, 501]);

/** What the answer to a cancellation means. */
export function readCancelledAnswer(answer: Exchange, order: RestOrder): Said {
  if (answer.kind !== 'ANSWERED') return { kind: 'UNKNOWN', cause: answer.cause };
  if (answer.status === 200) return readStatement(answer.text, order);
  if (answer.status === 202) return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
  if (notOffered.has(answer.status)) return { kind: 'NOT_OFFERED' };
  return { kind: 'UNKNOWN', cause: `STATUS_${answer.status}` };
}

function readStatement(text: string, order: RestOrder): Said {
  const statement = parseStatement(text);
  if (!statement) return { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
  if (statement.reference !== order.reference) return { kind: 'UNKNOWN', cause: 'MISMATCH' };
  switch (statement.status) {
    case 'REJECTED':
      return { kind: 'REJECTED', reason: reasonOf(statement, 200) };
    case 'ACCEPTED':
      return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
    case 'RETURNED':
      if (order.done !== 'COLLECTED') return { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
      if (!isSameMoney(statement, order)) return { kind: 'UNKNOWN', cause: 'MISMATCH' };
      return { kind: 'RETURNED', reason: reasonOf(statement, 200) };
    case order.done: {
      if (!isSameMoney(statement, order)) return { kind: 'UNKNOWN', cause: 'MISMATCH' };
      const bookedAt = readInstant(statement.bookedAt);
      return bookedAt ? { kind: order.done, bookedAt } : { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
    }
    default:
      return { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
  }
}

function parseStatement(text: string): Statement | undefined {
  try {
    return statementShape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function isSameMoney({ amount, currency }: Statement, order: RestOrder): boolean {
  if (amount === undefined || currency !== order.amount.currency) return false;
  const minor = orUndefined(() => parseMinor(amount, order.amount.currency));
  return minor === order.amount.minor;
}

function readInstant(text: string | undefined): Instant | undefined {
  return text === undefined ? undefined : orUndefined(() => parseInstant(text));
}

/** A bank's malformed text is an outcome, not our fault. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

function reasonOf(statement: Statement, status: number): string {
  return (statement.reason || statement.code || `STATUS_${status}`).slice(0, reasonLengthMax);
}
