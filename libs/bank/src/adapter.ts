import type {
  AskedCollection,
  AskedOutcome,
  CancellationOutcome,
  CollectionOutcome,
  DisbursementOutcome,
} from './outcome.js';
import type { CollectionInstruction, DisbursementInstruction } from './instruction.js';

/** One kind of instruction at one kind of bank: giving it, asking after it, calling it off. */
export interface InstructionAdapter<Connection, Instruction, Given, Asked, Cancelled> {
  give(connection: Connection, instruction: Instruction, signal?: AbortSignal): Promise<Given>;
  ask(connection: Connection, instruction: Instruction, signal?: AbortSignal): Promise<Asked>;
  cancel(connection: Connection, instruction: Instruction, signal?: AbortSignal): Promise<Cancelled>;
}

/**
 * The port to a partner bank; one folder an adapter, chosen by the connection's `adapter`.
 *
 * Called when an instruction has been committed on our side: `give` gives it to the bank, `ask` says what became
 * of it, `cancel` calls it off. None throws for anything that a bank or a network does.
 * Not for retries, schedules or books: when to ask and when to give again is the caller's, who has the durable job.
 */
export interface BankAdapter<Connection> {
  readonly payments: InstructionAdapter<
    Connection,
    DisbursementInstruction,
    DisbursementOutcome,
    AskedOutcome,
    CancellationOutcome<'PAID'>
  >;
  readonly collections: InstructionAdapter<
    Connection,
    CollectionInstruction,
    CollectionOutcome,
    AskedCollection,
    CancellationOutcome<'COLLECTED'>
  >;
  /** Lets go of pooled connections; the next call opens new ones. */
  close(): void;
}
