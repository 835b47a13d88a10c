import { adapterTable } from './adapter-table.js';
import type { BankConnection } from './connection.js';
import { checkInstruction, type DisbursementInstruction } from './instruction.js';
import type { AskedOutcome } from './outcome.js';

/**
 * Asks a partner bank what became of an instruction; changes nothing there and may be repeated at will.
 *
 * PAID is believed only when reference, amount and currency agree with the instruction, else it is UNKNOWN with the
 * cause MISMATCH. NOT_FOUND needs the bank's own word about this very reference: a bare 404, which any proxy on the way
 * may give, is UNKNOWN. Giving the instruction again, with the same reference, is allowed only after NOT_FOUND.
 */
export async function askOutcome(
  connection: BankConnection,
  instruction: DisbursementInstruction,
  signal?: AbortSignal,
): Promise<AskedOutcome> {
  checkInstruction(instruction);
  return adapterTable[connection.adapter].payments.ask(connection, instruction, signal);
}
