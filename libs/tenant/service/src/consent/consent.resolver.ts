import { Args, Mutation, Query, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type { GrantConsentInput, QueryConsentsArgs, WithdrawConsentInput } from '../generated/schema.js';
import type { Consent } from './consent.js';
import { GrantConsent } from './grant-consent.js';
import { ReadConsent } from './read-consent.js';
import { WithdrawConsent } from './withdraw-consent.js';

@Resolver('Consent')
export class ConsentResolver {
  constructor(
    private readonly grantConsent: GrantConsent,
    private readonly withdrawConsent: WithdrawConsent,
    private readonly readConsent: ReadConsent,
  ) {}

  @Mutation('grantConsent')
  grant(@CurrentTenant() context: TenantContext, @Args('input') input: GrantConsentInput): Promise<Consent> {
    return this.grantConsent.run(context, input);
  }

  @Mutation('withdrawConsent')
  withdraw(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: WithdrawConsentInput,
  ): Promise<Consent> {
    return this.withdrawConsent.run(context, input);
  }

  @Query('consents')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() { borrowerId, ...page }: QueryConsentsArgs,
  ): Promise<Connection<Consent>> {
    return this.readConsent.page(context, borrowerId, page);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<Consent> {
    return this.readConsent.run(tenantContext, reference.id);
  }
}
