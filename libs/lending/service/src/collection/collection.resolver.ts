import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type {
  CancelCollectionInput,
  CollectRepaymentInput,
  RecordReturnedDebitInput,
} from '../generated/schema.js';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { ReadRepayment } from '../repayment/read-repayment.js';
import type { RepaymentView } from '../repayment/repayment.view.js';
import { CollectionChanges } from './collection-changes.js';
import { ReadCollections, type CollectionFilter, type CollectionView } from './read-collections.js';
import { ReadMandates, type MandateView } from './read-mandates.js';

@Resolver('Collection')
export class CollectionResolver {
  constructor(
    private readonly changes: CollectionChanges,
    private readonly readCollections: ReadCollections,
    private readonly readMandates: ReadMandates,
    private readonly readLoan: ReadLoan,
    private readonly readRepayment: ReadRepayment,
  ) {}

  @Query('collection')
  collection(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<CollectionView> {
    return this.readCollections.byId(context, id);
  }

  @Query('collections')
  collections(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & CollectionFilter,
  ): Promise<Connection<CollectionView>> {
    return this.readCollections.page(context, page);
  }

  @Mutation('collectRepayment')
  async collect(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CollectRepaymentInput,
  ): Promise<CollectionView> {
    return this.readCollections.byId(context, await this.changes.collect.run(context, input));
  }

  @Mutation('cancelCollection')
  async cancel(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CancelCollectionInput,
  ): Promise<CollectionView> {
    return this.readCollections.byId(context, await this.changes.cancel.run(context, input));
  }

  @Mutation('recordReturnedDebit')
  async recordReturned(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RecordReturnedDebitInput,
  ): Promise<CollectionView> {
    return this.readCollections.byId(context, await this.changes.recordReturned.run(context, input));
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { loanId }: CollectionView): Promise<LoanView> {
    return this.readLoan.byId(context, loanId);
  }

  @ResolveField('mandate')
  mandate(
    @CurrentTenant() context: TenantContext,
    @Parent() { mandateId }: CollectionView,
  ): Promise<MandateView> {
    return this.readMandates.byId(context, mandateId);
  }

  @ResolveField('repayment')
  repayment(
    @CurrentTenant() context: TenantContext,
    @Parent() { repaymentId }: CollectionView,
  ): Promise<RepaymentView> | null {
    return repaymentId === null ? null : this.readRepayment.byId(context, repaymentId);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<CollectionView> {
    return this.readCollections.byId(context.tenantContext, id);
  }
}
