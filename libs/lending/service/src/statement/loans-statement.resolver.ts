import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import { ReadStatement, type GivenPeriod } from './read-statement.js';
import { StatementPress } from './statement-press.js';
import { statementCsv, type StatementView } from './statement.view.js';
import type { StatementLanguage } from './statement-words.js';

@Resolver('LoansStatement')
export class LoansStatementResolver {
  constructor(
    private readonly readStatement: ReadStatement,
    private readonly press: StatementPress,
  ) {}

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
  pdf(@Parent() statement: StatementView, @Args('language') language: StatementLanguage): Promise<string> {
    return this.press.draw({ statement, language });
  }
}
