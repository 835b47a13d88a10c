import { Args, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import type { CreditLineView } from './credit-line.view.js';
import { ReadCreditLine } from './read-credit-line.js';

@Resolver('CreditLine')
export class CreditLineResolver {
  constructor(
    private readonly readCreditLine: ReadCreditLine,
    private readonly readLoan: ReadLoan,
  ) {}

  @Query('creditLine')
  creditLine(@CurrentTenant() context: TenantContext, @Args('id') id: string): Promise<CreditLineView> {
    return this.readCreditLine.byId(context, id);
  }

  @ResolveField('loans')
  loans(@CurrentTenant() context: TenantContext, @Parent() line: CreditLineView): Promise<LoanView[]> {
    return this.readLoan.ofLine(context, line.id);
  }

  @ResolveReference()
  resolveReference(
    { id }: { id: string },
    context: { tenantContext: TenantContext },
  ): Promise<CreditLineView> {
    return this.readCreditLine.byId(context.tenantContext, id);
  }
}
