import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments, PartArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { BorrowerView } from '../borrower/borrower.view.js';
import { ReadBorrower } from '../borrower/read-borrower.js';
import type {
  DrawDownInput,
  PreviewScheduleInput,
  RestructureLoanInput,
  WaiveChargesInput,
  WriteOffLoanInput,
} from '../generated/schema.js';
import type { CreditLineView } from '../line/credit-line.view.js';
import { ReadCreditLine } from '../line/read-credit-line.js';
import { ReadRepayment } from '../repayment/read-repayment.js';
import type { RepaymentView } from '../repayment/repayment.view.js';
import { DrawDown } from './draw-down.js';
import { LoanChanges } from './loan-changes.js';
import type { LoanView } from './loan.view.js';
import type { ScheduleView } from './schedule.view.js';
import { ReadLoan, type LoanFilter } from './read-loan.js';

@Resolver('Loan')
export class LoanResolver {
  constructor(
    private readonly drawDown: DrawDown,
    private readonly changes: LoanChanges,
    private readonly readLoan: ReadLoan,
    private readonly readBorrower: ReadBorrower,
    private readonly readCreditLine: ReadCreditLine,
    private readonly readRepayment: ReadRepayment,
  ) {}

  @Mutation('drawDown')
  draw(@CurrentTenant() context: TenantContext, @Args('input') input: DrawDownInput): Promise<LoanView> {
    return this.drawDown.run(context, input);
  }

  @Mutation('restructureLoan')
  async restructure(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RestructureLoanInput,
  ): Promise<LoanView> {
    return this.readLoan.byId(context, await this.changes.restructure.run(context, input));
  }

  @Mutation('waiveCharges')
  async waive(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: WaiveChargesInput,
  ): Promise<LoanView> {
    return this.readLoan.byId(context, await this.changes.waive.run(context, input));
  }

  @Mutation('writeOffLoan')
  async writeOff(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: WriteOffLoanInput,
  ): Promise<LoanView> {
    return this.readLoan.byId(context, await this.changes.writeOff.run(context, input));
  }

  @Query('loan')
  loan(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<LoanView> {
    return this.readLoan.byId(context, id);
  }

  @Query('loans')
  loans(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & LoanFilter,
  ): Promise<Connection<LoanView>> {
    return this.readLoan.page(context, page);
  }

  @Query('previewSchedule')
  previewSchedule(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: PreviewScheduleInput,
  ): Promise<ScheduleView> {
    return this.readLoan.preview(context, input);
  }

  @ResolveField('borrower')
  borrower(@CurrentTenant() context: TenantContext, @Parent() loan: LoanView): Promise<BorrowerView> {
    return this.readBorrower.ofRecord(context, loan.borrowerId);
  }

  @ResolveField('creditLine')
  creditLine(@CurrentTenant() context: TenantContext, @Parent() loan: LoanView): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, loan.creditLineId);
  }

  @ResolveField('repayments')
  repayments(
    @CurrentTenant() context: TenantContext,
    @Parent() loan: LoanView,
    @Args() part: PartArguments,
  ): Promise<RepaymentView[]> {
    return this.readRepayment.ofLoan(context, loan.id, part);
  }

  @ResolveReference()
  resolveReference({ id }: { id: string }, context: { tenantContext: TenantContext }): Promise<LoanView> {
    return this.readLoan.byId(context.tenantContext, id);
  }
}
