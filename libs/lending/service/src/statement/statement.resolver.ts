import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { ReadStatement } from './read-statement.js';
import { statementCsv, type StatementView } from './statement.view.js';

@Resolver('LoanStatement')
export class StatementResolver {
  constructor(
    private readonly readStatement: ReadStatement,
    private readonly readLoan: ReadLoan,
  ) {}

  @Query('loanStatement')
  loanStatement(
    @CurrentTenant() context: TenantContext,
    @Args('loanId') loanId: string,
    @Args('from') from: string | null,
    @Args('to') to: string | null,
  ): Promise<StatementView> {
    return this.readStatement.run(context, loanId, from, to);
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { loanId }: StatementView): Promise<LoanView> {
    return this.readLoan.byId(context, loanId);
  }

  @ResolveField('csv')
  csv(@Parent() { lines }: StatementView, @Args('language') language: 'EN' | 'ZH'): string {
    return statementCsv(lines, language);
  }
}
