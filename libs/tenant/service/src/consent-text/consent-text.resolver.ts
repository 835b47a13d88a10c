import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { PublishConsentTextInput, QueryConsentTextsArgs } from '../generated/schema.js';
import type { ConsentText } from './consent-text.js';
import { PublishConsentText } from './publish-consent-text.js';
import { ReadConsentText } from './read-consent-text.js';

@Resolver('ConsentText')
export class ConsentTextResolver {
  constructor(
    private readonly publishConsentText: PublishConsentText,
    private readonly readConsentText: ReadConsentText,
  ) {}

  @Mutation('publishConsentText')
  publish(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PublishConsentTextInput,
  ): Promise<ConsentText> {
    return this.publishConsentText.run(context, input);
  }

  @Query('consentTexts')
  list(
    @CurrentTenant() context: TenantContext,
    @Args() query: QueryConsentTextsArgs,
  ): Promise<Connection<ConsentText>> {
    return this.readConsentText.page(context, query as never);
  }
}
