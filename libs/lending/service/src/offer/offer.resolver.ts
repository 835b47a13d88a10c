import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { AcceptOfferInput } from '../generated/schema.js';
import type { CreditLineView } from '../line/credit-line.view.js';
import { ReadCreditLine } from '../line/read-credit-line.js';
import type { OfferView } from '../application/application.view.js';
import type { ScheduleView } from '../loan/schedule.view.js';
import { AcceptOffer } from './accept-offer.js';
import { ReadOfferExample } from './read-offer-example.js';

@Resolver('Offer')
export class OfferResolver {
  constructor(
    private readonly acceptOffer: AcceptOffer,
    private readonly readCreditLine: ReadCreditLine,
    private readonly readOfferExample: ReadOfferExample,
  ) {}

  @Mutation('acceptOffer')
  async accept(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AcceptOfferInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.acceptOffer.run(context, input));
  }

  @ResolveField('example')
  example(@CurrentTenant() context: TenantContext, @Parent() offer: OfferView): Promise<ScheduleView> {
    return this.readOfferExample.run(context, offer);
  }
}
