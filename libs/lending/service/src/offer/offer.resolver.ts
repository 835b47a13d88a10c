import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { AcceptOfferInput } from '../generated/schema.js';
import type { CreditLineView } from '../line/credit-line.view.js';
import { ReadCreditLine } from '../line/read-credit-line.js';
import { AcceptOffer } from './accept-offer.js';

@Resolver('Offer')
export class OfferResolver {
  constructor(
    private readonly acceptOffer: AcceptOffer,
    private readonly readCreditLine: ReadCreditLine,
  ) {}

  @Mutation('acceptOffer')
  async accept(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AcceptOfferInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.acceptOffer.run(context, input));
  }
}
