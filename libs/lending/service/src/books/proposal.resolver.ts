import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  ApproveLedgerProposalInput,
  PostJournalEntryInput,
  RejectLedgerProposalInput,
  ReverseJournalEntryInput,
} from '../generated/schema.js';
import { DecideLedgerProposal } from './approve-ledger-proposal.js';
import { PostJournalEntry } from './post-journal-entry.js';
import type { Proposal } from './proposal.store.js';
import { ReadLedgerProposals } from './read-ledger-proposals.js';
import { ReverseJournalEntry } from './reverse-journal-entry.js';

@Resolver()
export class ProposalResolver {
  constructor(
    private readonly postJournalEntry: PostJournalEntry,
    private readonly reverseJournalEntry: ReverseJournalEntry,
    private readonly decideLedgerProposal: DecideLedgerProposal,
    private readonly readLedgerProposals: ReadLedgerProposals,
  ) {}

  @Query('ledgerProposals')
  ledgerProposals(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & { status?: string | null },
  ): Promise<Connection<Proposal>> {
    return this.readLedgerProposals.page(context, page);
  }

  @Mutation('postJournalEntry')
  post(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PostJournalEntryInput,
  ): Promise<Proposal> {
    return this.postJournalEntry.run(context, input);
  }

  @Mutation('reverseJournalEntry')
  reverse(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReverseJournalEntryInput,
  ): Promise<Proposal> {
    return this.reverseJournalEntry.run(context, input);
  }

  @Mutation('approveLedgerProposal')
  approve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApproveLedgerProposalInput,
  ): Promise<Proposal> {
    return this.decideLedgerProposal.approve(context, input);
  }

  @Mutation('rejectLedgerProposal')
  reject(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RejectLedgerProposalInput,
  ): Promise<Proposal> {
    return this.decideLedgerProposal.reject(context, input);
  }
}
