import { adapterTable } from './adapter-table.js';
import type { BankConnection } from './connection.js';
import { checkInstruction, type DisbursementInstruction } from './instruction.js';
import type { CancellationOutcome } from './outcome.js';

/**
 * Calls an instruction off at a partner bank, whether it has arrived there or not. REJECTED: the bank has not paid it and never will.
 * PAID: too late. Anything else leaves it open, and it may be called off again at will.
 */
export async function cancelDisbursement(
  connection: BankConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<CancellationOutcome<'PAID'>> {
  checkInstruction(instruction);
  return adapterTable[connection.adapter].payments.cancel(connection, instruction, signal);
}
