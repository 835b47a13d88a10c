import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Connection } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CurrentTenant } from '@fanxing/runtime/subgraph';
import type { ImportBankStatementInput, ResolveReconciliationItemInput } from '../generated/schema.js';
import type { StatementRow } from './bank-statement.store.js';
import { ImportBankStatement, type ImportedStatements } from './import-bank-statement.js';
import { ReadReconciliation } from './read-reconciliation.js';
import type { BooksReport } from './reconcile-books.js';
import {
  pageOfItems,
  type ItemsArguments,
  type ItemView,
  type ReconciliationView,
} from './reconciliation.view.js';
import { ResolveReconciliationItem } from './resolve-reconciliation-item.js';

@Resolver('BankReconciliation')
export class ReconciliationResolver {
  constructor(
    private readonly readReconciliation: ReadReconciliation,
    private readonly importBankStatement: ImportBankStatement,
    private readonly resolveReconciliationItem: ResolveReconciliationItem,
  ) {}

  @Query('ledgerReconciliation')
  ledgerReconciliation(@CurrentTenant() context: TenantContext): Promise<BooksReport> {
    return this.readReconciliation.ofBooks(context);
  }

  @Query('bankStatements')
  bankStatements(@CurrentTenant() context: TenantContext): Promise<StatementRow[]> {
    return this.readReconciliation.statements(context);
  }

  @Query('reconciliation')
  reconciliation(
    @CurrentTenant() context: TenantContext,
    @Args() given: { statementId: string; toleranceDays?: number | null },
  ): Promise<ReconciliationView> {
    return this.readReconciliation.ofStatement(context, given);
  }

  @ResolveField('items')
  items(
    @CurrentTenant() context: TenantContext,
    @Parent() { reconciled }: ReconciliationView,
    @Args() given: ItemsArguments,
  ): Connection<ItemView> {
    return pageOfItems(context, reconciled, given);
  }

  @Mutation('importBankStatement')
  import(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ImportBankStatementInput,
  ): Promise<ImportedStatements> {
    return this.importBankStatement.run(context, input);
  }

  @Mutation('resolveReconciliationItem')
  resolve(
    @CurrentTenant() context: TenantContext,
    @Args('input') input: ResolveReconciliationItemInput,
  ): Promise<ItemView> {
    return this.resolveReconciliationItem.run(context, input);
  }
}
