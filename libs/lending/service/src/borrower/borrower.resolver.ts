import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { PageArguments, PartArguments, Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { CreateBorrowerInput, ImportBorrowersInput } from '../generated/schema.js';
import { ReadCreditLine } from '../line/read-credit-line.js';
import type { CreditLineView } from '../line/credit-line.view.js';
import type { BorrowerView } from './borrower.view.js';
import { CreateBorrower } from './create-borrower.js';
import { ImportBorrowers, type ImportedBorrowers } from './import-borrowers.js';
import { ReadBorrower, type BorrowerInClear, type BorrowerLookup } from './read-borrower.js';

@Resolver('Borrower')
export class BorrowerResolver {
  constructor(
    private readonly createBorrower: CreateBorrower,
    private readonly importBorrowers: ImportBorrowers,
    private readonly readBorrower: ReadBorrower,
    private readonly readCreditLine: ReadCreditLine,
  ) {}

  @Mutation('createBorrower')
  async create(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CreateBorrowerInput,
  ): Promise<BorrowerView> {
    return this.readBorrower.byId(context, await this.createBorrower.run(context, input));
  }

  @Mutation('importBorrowers')
  import(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ImportBorrowersInput,
  ): Promise<ImportedBorrowers> {
    return this.importBorrowers.run(context, input);
  }

  @Query('borrower')
  borrower(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<BorrowerView> {
    return this.readBorrower.byId(context, id);
  }

  @Query('borrowers')
  borrowers(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & BorrowerLookup,
  ): Promise<Connection<BorrowerView>> {
    return this.readBorrower.page(context, page);
  }

  @ResolveField('creditLines')
  creditLines(
    @CurrentTenant() context: TenantContext,
    @Parent() borrower: BorrowerView,
    @Args() part: PartArguments,
  ): Promise<CreditLineView[]> {
    return this.readCreditLine.ofBorrower(context, borrower.id, part);
  }

  @ResolveField('inClear')
  inClear(
    @CurrentTenant() context: TenantContext,
    @Parent() borrower: BorrowerView,
  ): Promise<BorrowerInClear> {
    return this.readBorrower.inClear(context, borrower.id);
  }

  @ResolveReference()
  resolveReference(
    reference: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<BorrowerView> {
    return this.readBorrower.byId(context.tenantContext, reference.id);
  }
}
