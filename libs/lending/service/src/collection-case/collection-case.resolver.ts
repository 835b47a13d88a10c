import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments, PartArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { BorrowerView } from '../borrower/borrower.view.js';
import { ReadBorrower } from '../borrower/read-borrower.js';
import type {
  AddCaseNoteInput,
  AssignCollectionCaseInput,
  CloseCollectionCaseInput,
  RecordContactAttemptInput,
  RecordPromiseToPayInput,
} from '../generated/schema.js';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { ReadCases, type CaseFilter, type CaseView, type EntryView, type PromiseView } from './read-cases.js';
import { ReadContact, type ContactView } from './read-contact.js';
import { WorkOnCase } from './work-on-case.js';

@Resolver('CollectionCase')
export class CollectionCaseResolver {
  constructor(
    private readonly workOnCase: WorkOnCase,
    private readonly readCases: ReadCases,
    private readonly readContact: ReadContact,
    private readonly readLoan: ReadLoan,
    private readonly readBorrower: ReadBorrower,
  ) {}

  @Query('collectionCase')
  collectionCase(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<CaseView> {
    return this.readCases.byId(context, id);
  }

  @Query('collectionCases')
  collectionCases(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & CaseFilter,
  ): Promise<Connection<CaseView>> {
    return this.readCases.page(context, page);
  }

  @Query('collectionContact')
  contact(@CurrentTenant() context: TenantContext, @Args('caseId') caseId: string): Promise<ContactView> {
    return this.readContact.ofCase(context, caseId);
  }

  @Mutation('assignCollectionCase')
  async assign(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AssignCollectionCaseInput,
  ): Promise<CaseView> {
    return this.readCases.byId(context, await this.workOnCase.assign(context, input));
  }

  @Mutation('addCaseNote')
  async addNote(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: AddCaseNoteInput,
  ): Promise<CaseView> {
    return this.readCases.byId(context, await this.workOnCase.addNote(context, input));
  }

  @Mutation('recordContactAttempt')
  async recordContact(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RecordContactAttemptInput,
  ): Promise<CaseView> {
    return this.readCases.byId(context, await this.workOnCase.recordContact(context, input));
  }

  @Mutation('recordPromiseToPay')
  async recordPromise(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RecordPromiseToPayInput,
  ): Promise<CaseView> {
    return this.readCases.byId(context, await this.workOnCase.recordPromise(context, input));
  }

  @Mutation('closeCollectionCase')
  async close(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CloseCollectionCaseInput,
  ): Promise<CaseView> {
    return this.readCases.byId(context, await this.workOnCase.close(context, input));
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { loanId }: CaseView): Promise<LoanView> {
    return this.readLoan.byId(context, loanId);
  }

  @ResolveField('borrower')
  borrower(
    @CurrentTenant() context: TenantContext,
    @Parent() { borrowerId }: CaseView,
  ): Promise<BorrowerView> {
    return this.readBorrower.ofRecord(context, borrowerId);
  }

  @ResolveField('entries')
  entries(
    @CurrentTenant() context: TenantContext,
    @Parent() { id }: CaseView,
    @Args() part: PartArguments,
  ): Promise<EntryView[]> {
    return this.readCases.entries(context, id, part);
  }

  @ResolveField('promises')
  promises(
    @CurrentTenant() context: TenantContext,
    @Parent() { id }: CaseView,
    @Args() part: PartArguments,
  ): Promise<PromiseView[]> {
    return this.readCases.promises(context, id, part);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<CaseView> {
    return this.readCases.byId(context.tenantContext, id);
  }
}
