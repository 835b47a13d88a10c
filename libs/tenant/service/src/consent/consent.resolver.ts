import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant, type SubgraphContext } from '@fanxing/runtime/subgraph';
import type { ConsentText } from '../consent-text/consent-text.js';
import { ReadConsentText } from '../consent-text/read-consent-text.js';
import type { GrantConsentInput, GrantConsentsInput, WithdrawConsentInput } from '../generated/schema.js';
import type { ConsentEvidence, ShownConsent } from './consent.js';
import { GrantConsent } from './grant-consent.js';
import { ReadConsent, type ConsentsQuery } from './read-consent.js';
import { WithdrawConsent } from './withdraw-consent.js';

@Resolver('Consent')
export class ConsentResolver {
  constructor(
    private readonly grantConsent: GrantConsent,
    private readonly withdrawConsent: WithdrawConsent,
    private readonly readConsent: ReadConsent,
    private readonly readConsentText: ReadConsentText,
  ) {}

  @Mutation('grantConsent')
  grant(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: GrantConsentInput,
  ): Promise<ShownConsent> {
    return this.grantConsent.one(context, input);
  }

  @Mutation('grantConsents')
  async grantMany(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: GrantConsentsInput,
  ): Promise<{ consents: ShownConsent[] }> {
    return { consents: await this.grantConsent.many(context, input) };
  }

  @Mutation('withdrawConsent')
  withdraw(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: WithdrawConsentInput,
  ): Promise<ShownConsent> {
    return this.withdrawConsent.run(context, input);
  }

  @Query('consents')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() query: ConsentsQuery,
  ): Promise<Connection<ShownConsent>> {
    return this.readConsent.page(context, query);
  }

  @Query('consentEvidence')
  evidence(
    @CurrentTenant() context: TenantContext,
    @Args('consentId') consentId: string,
  ): Promise<ConsentEvidence> {
    return this.readConsent.evidence(context, consentId);
  }

  @ResolveField('text')
  text(
    @CurrentTenant() context: TenantContext,
    @Parent() consent: ShownConsent,
  ): Promise<ConsentText | null> {
    return this.readConsentText.ofConsent(context, consent);
  }

  @ResolveReference()
  resolveReference(reference: { id: string }, { tenantContext }: SubgraphContext): Promise<ShownConsent> {
    return this.readConsent.run(tenantContext, reference.id);
  }
}
