import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { FourEyes } from '@fanxing/runtime/caller';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import type { ApproveLedgerProposalInput, RejectLedgerProposalInput } from '../generated/schema.js';
import { carryOut } from './carry-out-proposal.js';
import { decideProposal, lockProposal, type Proposal } from './proposal.store.js';

/**
 * The second person's word on what is to be done to the books; whoever proposed it may take it back alone. Fails with NOT_FOUND,
 * FOUR_EYES or STATE_CONFLICT.
 */
@Injectable()
export class DecideLedgerProposal {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly fourEyes: FourEyes,
  ) {}

  async approve(context: TenantContext, input: ApproveLedgerProposalInput): Promise<Proposal> {
    mustBeAllowedTo(context, 'ledger:approve');
    await this.mustBeAnother(context, input.proposalId);
    const command = { operation: 'approveLedgerProposal', permission: 'ledger:approve', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const proposal = await this.waiting(transaction, input.proposalId);
      return this.decided(transaction, proposal, 'APPROVED', await carryOut(transaction, proposal));
    });
  }

  async reject(context: TenantContext, input: RejectLedgerProposalInput): Promise<Proposal> {
    const command = { operation: 'rejectLedgerProposal', permission: 'ledger:approve', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const proposal = await this.waiting(transaction, input.proposalId);
      return this.decided(transaction, proposal, 'REJECTED', null);
    });
  }

  /** Before the transaction, which must not wait for another service; who proposed it does not change. */
  private async mustBeAnother(context: TenantContext, proposalId: string): Promise<void> {
    const { proposedBy } = await this.database.transaction(context, (transaction) =>
      this.waiting(transaction, proposalId),
    );
    await this.fourEyes.mustBeAnother(context, 'approveLedgerProposal', proposedBy);
  }

  private async waiting(transaction: TenantTransaction, proposalId: string): Promise<Proposal> {
    const id = parseId('ledgerProposal', proposalId, 'input.proposalId');
    const proposal = await lockProposal(transaction, id);
    if (!proposal) throw new Fault('NOT_FOUND', { what: 'ledger proposal', id }, 'input.proposalId');
    if (proposal.status !== 'PROPOSED') {
      throw new Fault(
        'STATE_CONFLICT',
        { what: 'ledger proposal', status: proposal.status, needed: 'PROPOSED' },
        'input.proposalId',
      );
    }
    return proposal;
  }

  private async decided(
    transaction: TenantTransaction,
    { id, status }: Proposal,
    decision: 'APPROVED' | 'REJECTED',
    resultId: string | null,
  ) {
    await decideProposal(transaction, id, decision, resultId);
    const answer = await lockProposal(transaction, id);
    if (!answer) throw new Error('a proposal that was decided is not there');
    return {
      answer,
      subject: { kind: 'ledger proposal', id },
      before: { status },
      after: { status: decision, kind: answer.kind, resultId },
    };
  }
}
