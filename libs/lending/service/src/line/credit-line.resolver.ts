import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { PartArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  CloseCreditLineInput,
  FreezeCreditLineInput,
  ReviewCreditLineInput,
  UnfreezeCreditLineInput,
} from '../generated/schema.js';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import type { CreditLineView } from './credit-line.view.js';
import type { LineChangeView } from './line-change.view.js';
import { LineChanges } from './line-changes.js';
import { ReadCreditLine } from './read-credit-line.js';

@Resolver('CreditLine')
export class CreditLineResolver {
  constructor(
    private readonly readCreditLine: ReadCreditLine,
    private readonly readLoan: ReadLoan,
    private readonly changes: LineChanges,
  ) {}

  @Mutation('freezeCreditLine')
  async freeze(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: FreezeCreditLineInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.changes.freeze.run(context, input));
  }

  @Mutation('unfreezeCreditLine')
  async unfreeze(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: UnfreezeCreditLineInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.changes.unfreeze.run(context, input));
  }

  @Mutation('closeCreditLine')
  async close(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CloseCreditLineInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.changes.close.run(context, input));
  }

  @Mutation('reviewCreditLine')
  async review(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReviewCreditLineInput,
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, await this.changes.review.run(context, input));
  }

  @Query('creditLine')
  creditLine(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, id);
  }

  @ResolveField('loans')
  loans(
    @CurrentTenant() context: TenantContext,
    @Parent() line: CreditLineView,
    @Args() part: PartArguments,
  ): Promise<LoanView[]> {
    return this.readLoan.ofLine(context, line.id, part);
  }

  @ResolveField('changes')
  changesOf(
    @CurrentTenant() context: TenantContext,
    @Parent() line: CreditLineView,
    @Args() part: PartArguments,
  ): Promise<LineChangeView[]> {
    return this.readCreditLine.changes(context, line.id, part);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context.tenantContext, id);
  }
}
