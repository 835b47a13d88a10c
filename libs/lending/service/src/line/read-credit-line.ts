import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findCreditLine, readCreditLinesOf } from './credit-line.store.js';
import { creditLineView, type CreditLineView } from './credit-line.view.js';

/** Reads credit lines of the caller's tenant. */
@Injectable()
export class ReadCreditLine {
  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<CreditLineView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('creditLine', id, 'id');
    const row = await findCreditLine(this.database, context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'credit line', id }, 'id');
    return creditLineView(row);
  }

  async ofBorrower(context: TenantContext, borrowerId: string): Promise<CreditLineView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.database.transaction(context, (transaction) =>
      readCreditLinesOf(transaction, borrowerId),
    );
    return rows.map(creditLineView);
  }
}
