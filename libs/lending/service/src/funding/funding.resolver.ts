import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { Proposal } from '../books/proposal.store.js';
import type { ProposeFundingAgreementInput, SetFundingLimitInput } from '../generated/schema.js';
import { ProposeFundingAgreement } from './propose-funding-agreement.js';
import {
  ReadFunding,
  type AgreementView,
  type FundingLimitView,
  type PartyBooksView,
  type PartyEntryView,
} from './read-funding.js';
import { SetFundingLimit } from './set-funding-limit.js';

@Resolver()
export class FundingResolver {
  constructor(
    private readonly readFunding: ReadFunding,
    private readonly proposeFundingAgreement: ProposeFundingAgreement,
    private readonly setFundingLimit: SetFundingLimit,
  ) {}

  @Query('fundingAgreements')
  fundingAgreements(@CurrentTenant() context: TenantContext): Promise<AgreementView[]> {
    return this.readFunding.agreements(context);
  }

  @Query('fundingPartyBooks')
  fundingPartyBooks(
    @CurrentTenant() context: TenantContext,
    @Args() given: { party: string; asOf?: string | null; knownAt?: string | null },
  ): Promise<PartyBooksView> {
    return this.readFunding.partyBooks(context, given);
  }

  @Query('fundingPartyEntries')
  fundingPartyEntries(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & { party: string },
  ): Promise<Connection<PartyEntryView>> {
    return this.readFunding.partyEntries(context, page);
  }

  @Query('fundingLimits')
  fundingLimits(@CurrentTenant() context: TenantContext): Promise<FundingLimitView[]> {
    return this.readFunding.limits(context);
  }

  @Mutation('proposeFundingAgreement')
  propose(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ProposeFundingAgreementInput,
  ): Promise<Proposal> {
    return this.proposeFundingAgreement.run(context, input);
  }

  @Mutation('setFundingLimit')
  setLimit(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: SetFundingLimitInput,
  ): Promise<FundingLimitView | null> {
    return this.setFundingLimit.run(context, input);
  }
}
