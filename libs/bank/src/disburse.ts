import { adapterTable } from './adapter-table.js';
import type { BankConnection } from './connection.js';
import { checkInstruction, type DisbursementInstruction } from './instruction.js';
import type { DisbursementOutcome } from './outcome.js';

/**
 * Gives an instruction to a partner bank and says what became of it, at most `connection.timeoutMs` later.
 *
 * The rule: an UNKNOWN outcome is asked about (`askOutcome`), never repeated blindly. The same reference may be given
 * again only after NOT_FOUND (or NOT_SENT, when nothing left this process), and a bank must refuse to pay a reference
 * twice: that is what makes giving it again safe.
 *
 * Whatever a bank or a network does is a value. Fails (INPUT_INVALID, AMOUNT_NOT_POSITIVE) only for an instruction that
 * no bank could pay. An aborted `signal` ends the wait, not the payment.
 */
export async function disburse(
  connection: BankConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<DisbursementOutcome> {
  checkInstruction(instruction);
  return adapterTable[connection.adapter].payments.give(connection, instruction, signal);
}
