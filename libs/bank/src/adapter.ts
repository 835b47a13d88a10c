import type { AskedOutcome, DisbursementOutcome } from './outcome.js';
import type { DisbursementInstruction } from './instruction.js';

/**
 * The port to a partner bank; one folder an adapter, chosen by the connection's `adapter`.
 *
 * Called when an instruction has been committed on our side: `disburse` gives it to the bank, `ask` says what became
 * of it. Neither throws for anything that a bank or a network does.
 * Not for retries, schedules or books: when to ask and when to give again is the caller's, who has the durable job.
 */
export interface BankAdapter<Connection> {
  disburse(
    connection: Connection,
    instruction: DisbursementInstruction,
    signal?: AbortSignal,
  ): Promise<DisbursementOutcome>;
  ask(
    connection: Connection,
    instruction: DisbursementInstruction,
    signal?: AbortSignal,
  ): Promise<AskedOutcome>;
  /** Lets go of pooled connections; the next call opens new ones. */
  close(): void;
}
