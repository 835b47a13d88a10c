import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Connection, PageArguments } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { CancelDrawDownInput } from '../generated/schema.js';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { CancelDrawDown } from './cancel-draw-down.js';
import { ReadDisbursement, type DisbursementView } from './read-disbursement.js';

@Resolver('Disbursement')
export class DisbursementResolver {
  constructor(
    private readonly cancelDrawDown: CancelDrawDown,
    private readonly readDisbursement: ReadDisbursement,
    private readonly readLoan: ReadLoan,
  ) {}

  @Query('disbursementsUnderWay')
  disbursementsUnderWay(
    @CurrentTenant() context: TenantContext,
    @Args() page: PageArguments & { needsAttention: boolean },
  ): Promise<Connection<DisbursementView>> {
    return this.readDisbursement.page(context, page);
  }

  @Mutation('cancelDrawDown')
  async cancel(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: CancelDrawDownInput,
  ): Promise<LoanView> {
    return this.readLoan.byId(context, await this.cancelDrawDown.run(context, input));
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { id }: DisbursementView): Promise<LoanView> {
    return this.readLoan.byId(context, id);
  }
}

/** What a loan shows of its order to the bank. */
@Resolver('Loan')
export class LoanDisbursementResolver {
  constructor(private readonly readDisbursement: ReadDisbursement) {}

  @ResolveField('disbursement')
  disbursement(@CurrentTenant() context: TenantContext, @Parent() loan: LoanView): Promise<DisbursementView> {
    return this.readDisbursement.ofLoan(context, loan.id);
  }
}
