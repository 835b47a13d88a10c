import { formatMoney } from '@fanxing/kernel';
import type { BankAdapter, InstructionAdapter } from '../adapter.js';
import type { CollectionInstruction, DisbursementInstruction } from '../instruction.js';
import type { CancellationOutcome, Done, GivenOutcome, OutcomeWhenAsked } from '../outcome.js';
import { closePools } from './connection-pool.js';
import { exchange } from './exchange.js';
import {
  readAskedAnswer,
  readCancelledAnswer,
  readSentAnswer,
  type RestOrder,
  type Said,
} from './rest-answer.js';
import type { RestConnection } from './rest-connection.js';

/** JSON over HTTP; the protocol is in this folder's README. */
export const restAdapter: BankAdapter<RestConnection> = {
  payments: adapterOf<DisbursementInstruction, 'PAID'>((instruction) => {
    const { reference, amount, beneficiary } = instruction;
    const body = { reference, ...formatMoney(amount), beneficiary };
    return { path: '/payments', done: 'PAID', reference, amount, body };
  }),
  collections: adapterOf<CollectionInstruction, 'COLLECTED'>((instruction) => {
    const { reference, amount, payer, mandateReference } = instruction;
    const body = { reference, ...formatMoney(amount), payer, mandateReference };
    return { path: '/collections', done: 'COLLECTED', reference, amount, body };
  }),
  close: closePools,
};

/** Both kinds of instruction are one protocol with two words for having done it. */
function adapterOf<Instruction, Kind extends Done>(
  orderOf: (instruction: Instruction) => RestOrder & { readonly done: Kind },
): InstructionAdapter<
  RestConnection,
  Instruction,
  GivenOutcome<Kind>,
  OutcomeWhenAsked<Kind>,
  CancellationOutcome<Kind>
> {
  return {
    give: async (connection, instruction, signal) =>
      (await give(connection, orderOf(instruction), signal)) as GivenOutcome<Kind>,
    ask: async (connection, instruction, signal) =>
      (await ask(connection.timeoutMs, connection, orderOf(instruction), signal)) as OutcomeWhenAsked<Kind>,
    cancel: async (connection, instruction, signal) =>
      (await cancel(connection, orderOf(instruction), signal)) as CancellationOutcome<Kind>,
  };
}

async function give(connection: RestConnection, order: RestOrder, signal?: AbortSignal): Promise<Said> {
  const startedAt = performance.now();
  const { path, body } = order;
  const call = { method: 'POST', path, body, timeoutMs: connection.timeoutMs } as const;
  const answer = readSentAnswer(await exchange(connection, call, signal), order);
  if (answer.kind !== 'REFUSED') return answer;
  const left = connection.timeoutMs - (performance.now() - startedAt);
  return confirmRefusal(await ask(left, connection, order, signal), answer.reason);
}

/**
 * A bank also refuses a reference that it has paid already, for instance with another amount. To void the loan then
 * would lose money that did move, so a refusal counts only when the bank knows of no payment.
 */
function confirmRefusal(asked: Said, reason: string): Said {
  if (asked.kind === 'NOT_FOUND') return { kind: 'REJECTED', reason };
  // Collected and taken back in the same breath: whoever asks next learns of it.
  if (asked.kind === 'RETURNED') return { kind: 'UNKNOWN', cause: 'REFUSAL_UNCONFIRMED' };
  if (asked.kind !== 'UNKNOWN') return asked;
  const { cause } = asked;
  const isTelling = cause === 'MISMATCH' || cause === 'ACCEPTED_NOT_BOOKED';
  return { kind: 'UNKNOWN', cause: isTelling ? cause : 'REFUSAL_UNCONFIRMED' };
}

async function ask(
  timeoutMs: number,
  connection: RestConnection,
  order: RestOrder,
  signal?: AbortSignal,
): Promise<Said> {
  const path = `${order.path}/${encodeURIComponent(order.reference)}`;
  return readAskedAnswer(await exchange(connection, { method: 'GET', path, timeoutMs }, signal), order);
}

async function cancel(connection: RestConnection, order: RestOrder, signal?: AbortSignal): Promise<Said> {
  const path = `${order.path}/${encodeURIComponent(order.reference)}/cancellation`;
  const call = { method: 'POST', path, body: order.body, timeoutMs: connection.timeoutMs } as const;
  return readCancelledAnswer(await exchange(connection, call, signal), order);
}
