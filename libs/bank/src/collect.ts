import { adapterTable } from './adapter-table.js';
import type { BankConnection } from './connection.js';
import { checkCollection, type CollectionInstruction } from './instruction.js';
import type { AskedCollection, CancellationOutcome, CollectionOutcome } from './outcome.js';

/**
 * Tells a partner bank to take money from a customer's account, under the same rule as `disburse`: an UNKNOWN outcome is asked
 * about, and only NOT_FOUND or NOT_SENT lets the same reference be given again; the bank must collect a reference once.
 *
 * Fails (INPUT_INVALID, AMOUNT_NOT_POSITIVE) only for an instruction that no bank could carry out.
 */
export async function collect(
  connection: BankConnection,
  instruction: CollectionInstruction,
  signal?: AbortSignal,
): Promise<CollectionOutcome> {
  checkCollection(instruction);
  return adapterTable[connection.adapter].collections.give(connection, instruction, signal);
}

/** Asks what became of a collection; changes nothing there and may be repeated at will. What is believed: as for `askOutcome`. */
export async function askCollection(
  connection: BankConnection,
  instruction: CollectionInstruction,
  signal?: AbortSignal,
): Promise<AskedCollection> {
  checkCollection(instruction);
  return adapterTable[connection.adapter].collections.ask(connection, instruction, signal);
}

/** Calls a collection off, as `cancelDisbursement` does a payment. */
export async function cancelCollection(
  connection: BankConnection,
  instruction: CollectionInstruction,
  signal?: AbortSignal,
): Promise<CancellationOutcome<'COLLECTED'>> {
  checkCollection(instruction);
  return adapterTable[connection.adapter].collections.cancel(connection, instruction, signal);
}
