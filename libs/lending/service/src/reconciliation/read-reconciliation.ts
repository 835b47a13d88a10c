import { Injectable } from '@nestjs/common';
import { parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readStatements, type StatementRow } from './bank-statement.store.js';
import { reconcileBooks, type BooksReport } from './reconcile-books.js';
import { reconcileStatement } from './reconcile-statement.js';
import { reconciliationView, type ReconciliationView } from './reconciliation.view.js';

/** The books beside the loans, and beside what the bank says. */
@Injectable()
export class ReadReconciliation {
  constructor(private readonly database: ServiceDatabase) {}

  async ofBooks(context: TenantContext): Promise<BooksReport> {
    mustBeAllowedTo(context, 'ledger:read');
    // One moment for all that is compared: draws and repayments go on meanwhile.
    return this.database.snapshot(context, reconcileBooks);
  }

  async ofStatement(
    context: TenantContext,
    { statementId, toleranceDays }: { statementId: string; toleranceDays?: number | null },
  ): Promise<ReconciliationView> {
    mustBeAllowedTo(context, 'ledger:read');
    const id = parseId('bankStatement', statementId, 'statementId');
    return reconciliationView(
      await this.database.transaction(context, (transaction) =>
        reconcileStatement(transaction, id, toleranceDays ?? 0, 'statementId'),
      ),
    );
  }

  async statements(context: TenantContext): Promise<StatementRow[]> {
    mustBeAllowedTo(context, 'ledger:read');
    return this.database.transaction(context, readStatements);
  }
}
