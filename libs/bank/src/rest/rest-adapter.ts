import { formatMoney } from '@fanxing/kernel';
import type { BankAdapter } from '../adapter.js';
import type { DisbursementInstruction } from '../instruction.js';
import type { AskedOutcome, DisbursementOutcome } from '../outcome.js';
import { closePools } from './connection-pool.js';
import { exchange } from './exchange.js';
import { readAskedAnswer, readSentAnswer } from './rest-answer.js';
import type { RestConnection } from './rest-connection.js';

/** JSON over HTTP; the protocol is in this folder's README. */
export const restAdapter: BankAdapter<RestConnection> = { disburse, ask, close: closePools };

async function disburse(
  connection: RestConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<DisbursementOutcome> {
  const startedAt = performance.now();
  const { reference, amount, beneficiary } = instruction;
  const body = { reference, ...formatMoney(amount), beneficiary };
  const call = { method: 'POST', path: '/payments', body, timeoutMs: connection.timeoutMs } as const;
  const answer = readSentAnswer(await exchange(connection, call, signal), instruction);
  if (answer.kind !== 'REFUSED') return answer;
  const left = connection.timeoutMs - (performance.now() - startedAt);
  return confirmRefusal(await askWithin(left, connection, instruction, signal), answer.reason);
}

/**
 * A bank also refuses a reference that it has paid already, for instance with another amount. To void the loan then
 * would lose money that did move, so a refusal counts only when the bank knows of no payment.
 */
function confirmRefusal(asked: AskedOutcome, reason: string): DisbursementOutcome {
  if (asked.kind === 'NOT_FOUND') return { kind: 'REJECTED', reason };
  if (asked.kind !== 'UNKNOWN') return asked;
  const { cause } = asked;
  const isTelling = cause === 'MISMATCH' || cause === 'ACCEPTED_NOT_BOOKED';
  return { kind: 'UNKNOWN', cause: isTelling ? cause : 'REFUSAL_UNCONFIRMED' };
}

function ask(
  connection: RestConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<AskedOutcome> {
  return askWithin(connection.timeoutMs, connection, instruction, signal);
}

async function askWithin(
  timeoutMs: number,
  connection: RestConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<AskedOutcome> {
  const path = `/payments/${encodeURIComponent(instruction.reference)}`;
  return readAskedAnswer(await exchange(connection, { method: 'GET', path, timeoutMs }, signal), instruction);
}
