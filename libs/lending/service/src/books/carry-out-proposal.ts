import { parseShares } from '@fanxing/ledger-domain';
import { changePeriod, enterLines, enterReversal } from '@fanxing/ledger-store';
import type { TenantTransaction } from '@fanxing/runtime/database';
import { newId } from '@fanxing/runtime/identifier';
import { writeAgreement } from '../funding/funding.store.js';
import type { Proposal } from './proposal.store.js';

/** Does what an approved proposal says, as part of the commit that approves it. Answers the id of what it made. */
export async function carryOut(transaction: TenantTransaction, proposal: Proposal): Promise<string> {
  switch (proposal.kind) {
    case 'POST_ENTRY': {
      const { lines, causeId, ...entry } = proposal.content;
      const id = newId('journalEntry');
      await enterLines(transaction, {
        ...entry,
        id,
        causeId: causeId ?? proposal.id,
        description: proposal.reason,
        lines: lines.map((line) => ({ ...line, amountMinor: BigInt(line.amountMinor) })),
      });
      return id;
    }
    case 'REVERSE_ENTRY': {
      const id = newId('journalEntry');
      const { entryId, bookedOn } = proposal.content;
      await enterReversal(transaction, { id, reversesId: entryId, bookedOn, description: proposal.reason });
      return id;
    }
    case 'REOPEN_PERIOD': {
      const id = newId('periodChange');
      await changePeriod(transaction, {
        id,
        action: 'reopen',
        closedThrough: proposal.content.through,
        reason: proposal.reason,
        askedBy: proposal.proposedBy,
        approvedBy: transaction.context.actor.id,
      });
      return id;
    }
    case 'FUNDING_AGREEMENT': {
      const id = newId('fundingAgreement');
      const { parties, remainder, leadParty, ...scope } = proposal.content;
      await writeAgreement(transaction, { ...scope, id, shares: parseShares(parties, remainder, leadParty) });
      return id;
    }
  }
}
