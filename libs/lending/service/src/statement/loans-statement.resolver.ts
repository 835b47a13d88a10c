import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import { ReadStatement, type GivenPeriod } from './read-statement.js';
import { statementPdf } from './statement-pdf.js';
import { statementCsv, type StatementView } from './statement.view.js';
import type { StatementLanguage } from './statement-words.js';

@Resolver('LoansStatement')
export class LoansStatementResolver {
  constructor(private readonly readStatement: ReadStatement) {}

  @Query('creditLineStatement')
  creditLineStatement(
    @CurrentTenant() context: TenantContext,
    @Args() { creditLineId, ...period }: GivenPeriod & { creditLineId: string },
  ): Promise<StatementView> {
    return this.readStatement.ofCreditLine(context, creditLineId, period);
  }

  @Query('borrowerStatement')
  borrowerStatement(
    @CurrentTenant() context: TenantContext,
    @Args() { borrowerId, ...period }: GivenPeriod & { borrowerId: string },
  ): Promise<StatementView> {
    return this.readStatement.ofBorrower(context, borrowerId, period);
  }

  @ResolveField('csv')
  csv(@Parent() statement: StatementView, @Args('language') language: StatementLanguage): string {
    return statementCsv(statement, language);
  }

  @ResolveField('pdf')
  async pdf(
    @Parent() statement: StatementView,
    @Args('language') language: StatementLanguage,
  ): Promise<string> {
    return (await statementPdf(statement, language)).toString('base64');
  }
}
