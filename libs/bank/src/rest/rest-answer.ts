import { z } from 'zod';
import { Fault, parseInstant, parseMinor, type Instant } from '@fanxing/kernel';
import type { DisbursementInstruction } from '../instruction.js';
import type { AskedOutcome, DisbursementOutcome } from '../outcome.js';
import type { Exchange } from './exchange.js';

/** REFUSED: a 4xx that names this reference. It says no, though not yet whether the reference was paid before. */
export type SentAnswer = DisbursementOutcome | { readonly kind: 'REFUSED'; readonly reason: string };

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

/** What the answer to `POST /payments` means. */
export function readSentAnswer(answer: Exchange, instruction: DisbursementInstruction): SentAnswer {
  if (answer.kind === 'NOT_SENT') return answer;
  if (answer.kind === 'LOST') return { kind: 'UNKNOWN', cause: answer.cause };
  if (answer.status === 200 || answer.status === 201) return readStatement(answer.text, instruction);
  if (answer.status === 202) return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
  const statement = parseStatement(answer.text);
  if (refusals.has(answer.status) && statement?.reference === instruction.reference) {
    const reason = reasonOf(statement, answer.status);
    return { kind: statement.status === 'REJECTED' ? 'REJECTED' : 'REFUSED', reason };
  }
  return { kind: 'UNKNOWN', cause: `STATUS_${answer.status}` };
}

/** What the answer to `GET /payments/{reference}` means. */
export function readAskedAnswer(answer: Exchange, instruction: DisbursementInstruction): AskedOutcome {
  if (answer.kind !== 'ANSWERED') return { kind: 'UNKNOWN', cause: answer.cause };
  if (answer.status === 200) return readStatement(answer.text, instruction);
  if (answer.status === 202) return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
  if (answer.status === 404 && parseStatement(answer.text)?.reference === instruction.reference) {
    return { kind: 'NOT_FOUND' };
  }
  return { kind: 'UNKNOWN', cause: `STATUS_${answer.status}` };
}

function readStatement(
  text: string,
  instruction: DisbursementInstruction,
): Exclude<DisbursementOutcome, { kind: 'NOT_SENT' }> {
  const statement = parseStatement(text);
  if (!statement) return { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
  if (statement.reference !== instruction.reference) return { kind: 'UNKNOWN', cause: 'MISMATCH' };
  switch (statement.status) {
    case 'REJECTED':
      return { kind: 'REJECTED', reason: reasonOf(statement, 200) };
    case 'ACCEPTED':
      return { kind: 'UNKNOWN', cause: 'ACCEPTED_NOT_BOOKED' };
    case 'PAID': {
      if (!isSameMoney(statement, instruction)) return { kind: 'UNKNOWN', cause: 'MISMATCH' };
      const bookedAt = readInstant(statement.bookedAt);
      return bookedAt ? { kind: 'PAID', bookedAt } : { kind: 'UNKNOWN', cause: 'BODY_MALFORMED' };
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

function isSameMoney({ amount, currency }: Statement, instruction: DisbursementInstruction): boolean {
  if (amount === undefined || currency !== instruction.amount.currency) return false;
  const minor = orUndefined(() => parseMinor(amount, instruction.amount.currency));
  return minor === instruction.amount.minor;
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
