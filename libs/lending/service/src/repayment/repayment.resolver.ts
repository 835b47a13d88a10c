import { Args, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { RefundOverpaymentInput, RepayInput, ReverseRepaymentInput } from '../generated/schema.js';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { ReadRepayment, type RepaymentQuoteView } from './read-repayment.js';
import { RefundOverpayment } from './refund-overpayment.js';
import { Repay } from './repay.js';
import { ReverseRepayment } from './reverse-repayment.js';
import type { RepaymentView } from './repayment.view.js';

@Resolver('Repayment')
export class RepaymentResolver {
  constructor(
    private readonly repay: Repay,
    private readonly reverseRepayment: ReverseRepayment,
    private readonly refundOverpayment: RefundOverpayment,
    private readonly readRepayment: ReadRepayment,
    private readonly readLoan: ReadLoan,
  ) {}

  @Mutation('repay')
  async receive(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RepayInput,
  ): Promise<RepaymentView> {
    return this.readRepayment.byId(context, await this.repay.run(context, input));
  }

  @Query('quoteRepayment')
  quoteRepayment(
    @CurrentTenant() context: TenantContext,
    @Args('loanId') loanId: string,
    @Args('on') on: string | null,
  ): Promise<RepaymentQuoteView> {
    return this.readRepayment.quote(context, loanId, on);
  }

  @Mutation('reverseRepayment')
  async reverse(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ReverseRepaymentInput,
  ): Promise<RepaymentView> {
    return this.readRepayment.byId(context, await this.reverseRepayment.run(context, input));
  }

  @Mutation('refundOverpayment')
  async refund(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: RefundOverpaymentInput,
  ): Promise<LoanView> {
    return this.readLoan.byId(context, await this.refundOverpayment.run(context, input));
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { loanId }: RepaymentView): Promise<LoanView> {
    return this.readLoan.byId(context, loanId);
  }

  @ResolveReference()
  resolveReference(
    reference: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<RepaymentView> {
    return this.readRepayment.byId(context.tenantContext, reference.id);
  }
}
