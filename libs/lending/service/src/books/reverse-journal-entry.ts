import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { findJournalEntry, type EntryRow } from '@fanxing/ledger-store';
import { CommandRoad } from '@fanxing/runtime/command';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { BusinessDates } from '../day/business-date.js';
import type { ReverseJournalEntryInput } from '../generated/schema.js';
import { dayUpTo } from './post-journal-entry.js';
import { propose, type Proposal } from './proposal.store.js';

/** What people made, people may undo; what lending booked is undone by lending, together with its sub-ledger. */
const madeByPeople: readonly string[] = ['manual', 'correction'];

@Injectable()
export class ReverseJournalEntry {
  constructor(
    private readonly road: CommandRoad,
    private readonly businessDates: BusinessDates,
  ) {}

  /** Fails with NOT_FOUND, with ENTRY_REVERSED, or with STATE_CONFLICT for an entry that is not people's. */
  async run(context: TenantContext, input: ReverseJournalEntryInput): Promise<Proposal> {
    mustBeAllowedTo(context, 'ledger:write');
    const { idempotencyKey, reason } = input;
    const command = {
      operation: 'reverseJournalEntry',
      permission: 'ledger:write',
      idempotencyKey,
      input,
    } as const;
    const today = await this.businessDates.current(context);
    return this.road.run(context, command, async (transaction) => {
      const entryId = parseId('journalEntry', input.entryId, 'input.entryId');
      const bookedOn = dayUpTo(today, input.bookedOn);
      const entry = await findJournalEntry(transaction, entryId);
      if (!entry) throw new Fault('NOT_FOUND', { what: 'journal entry', id: entryId }, 'input.entryId');
      mustBeReversible(entry);
      const answer = await propose(
        transaction,
        { kind: 'REVERSE_ENTRY', content: { entryId, bookedOn } },
        reason,
      );
      return {
        answer,
        subject: { kind: 'ledger proposal', id: answer.id },
        after: { status: answer.status, kind: answer.kind, entryId, bookedOn },
      };
    });
  }
}

function mustBeReversible({ id, causeType, reversedById }: EntryRow): void {
  if (reversedById !== null) throw new Fault('ENTRY_REVERSED', { id }, 'input.entryId');
  if (!madeByPeople.includes(causeType)) {
    throw new Fault(
      'STATE_CONFLICT',
      { what: 'journal entry', status: `of a ${causeType}`, needed: 'one that people made' },
      'input.entryId',
    );
  }
}
