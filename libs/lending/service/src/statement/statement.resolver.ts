import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { LoanView } from '../loan/loan.view.js';
import { ReadLoan } from '../loan/read-loan.js';
import { ReadStatement, type GivenPeriod } from './read-statement.js';
import { StatementPress } from './statement-press.js';
import { statementCsv, type StatementView } from './statement.view.js';
import type { StatementLanguage } from './statement-words.js';

@Resolver('LoanStatement')
export class StatementResolver {
  constructor(
    private readonly readStatement: ReadStatement,
    private readonly readLoan: ReadLoan,
    private readonly press: StatementPress,
  ) {}

  @Query('loanStatement')
  loanStatement(
    @CurrentTenant() context: TenantContext,
    @Args() { loanId, ...period }: GivenPeriod & { loanId: string },
  ): Promise<StatementView> {
    return this.readStatement.ofLoan(context, loanId, period);
  }

  @ResolveField('loan')
  loan(@CurrentTenant() context: TenantContext, @Parent() { subject }: StatementView): Promise<LoanView> {
    return this.readLoan.byId(context, subject.id);
  }

  @ResolveField('csv')
  csv(@Parent() statement: StatementView, @Args('language') language: StatementLanguage): string {
    return statementCsv(statement, language);
  }

  @ResolveField('pdf')
  pdf(@Parent() statement: StatementView, @Args('language') language: StatementLanguage): Promise<string> {
    return this.press.draw({ statement, language });
  }
}
