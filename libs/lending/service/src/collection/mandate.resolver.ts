import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { BorrowerView } from '../borrower/borrower.view.js';
import { ReadBorrower } from '../borrower/read-borrower.js';
import type { RecordMandateInput, RevokeMandateInput } from '../generated/schema.js';
import { ReadMandates, type MandateView } from './read-mandates.js';
import { RecordMandate } from './record-mandate.js';
import { RevokeMandate } from './revoke-mandate.js';

@Resolver('Mandate')
export class MandateResolver {
  constructor(
    private readonly recordMandate: RecordMandate,
    private readonly revokeMandate: RevokeMandate,
    private readonly readMandates: ReadMandates,
    private readonly readBorrower: ReadBorrower,
  ) {}

  @Query('mandates')
  mandates(
    @CurrentTenant() context: TenantContext,
    @Args('borrowerId') borrowerId: string,
  ): Promise<MandateView[]> {
    return this.readMandates.ofBorrower(context, borrowerId);
  }

  @Mutation('recordMandate')
  async record(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RecordMandateInput,
  ): Promise<MandateView> {
    return this.readMandates.byId(context, await this.recordMandate.run(context, input));
  }

  @Mutation('revokeMandate')
  async revoke(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RevokeMandateInput,
  ): Promise<MandateView> {
    return this.readMandates.byId(context, await this.revokeMandate.run(context, input));
  }

  @ResolveField('borrower')
  borrower(@CurrentTenant() context: TenantContext, @Parent() mandate: MandateView): Promise<BorrowerView> {
    return this.readBorrower.ofRecord(context, mandate.borrowerId);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<MandateView> {
    return this.readMandates.byId(context.tenantContext, id);
  }
}
