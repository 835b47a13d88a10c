import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { BorrowerView } from '../borrower/borrower.view.js';
import { ReadBorrower } from '../borrower/read-borrower.js';
import type { ApplyForCreditInput } from '../generated/schema.js';
import { ApplyForCredit } from './apply-for-credit.js';
import type { ApplicationView } from './application.view.js';
import { ReadApplication, type ApplicationFilter } from './read-application.js';

@Resolver('Application')
export class ApplicationResolver {
  constructor(
    private readonly applyForCredit: ApplyForCredit,
    private readonly readApplication: ReadApplication,
    private readonly readBorrower: ReadBorrower,
  ) {}

  @Mutation('applyForCredit')
  async apply(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ApplyForCreditInput,
  ): Promise<ApplicationView> {
    return this.readApplication.byId(context, await this.applyForCredit.run(context, input));
  }

  @Query('application')
  application(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<ApplicationView> {
    return this.readApplication.byId(context, id);
  }

  @Query('applications')
  applications(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & ApplicationFilter,
  ): Promise<Connection<ApplicationView>> {
    return this.readApplication.page(context, page);
  }

  @ResolveField('borrower')
  borrower(
    @CurrentTenant() context: TenantContext,
    @Parent() { borrowerId }: ApplicationView,
  ): Promise<BorrowerView> {
    return this.readBorrower.ofRecord(context, borrowerId);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<ApplicationView> {
    return this.readApplication.byId(context.tenantContext, id);
  }
}
