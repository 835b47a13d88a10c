import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  BatchedLists,
  BatchedReads,
  byId,
  parsePart,
  ServiceDatabase,
  type PartArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import {
  readCreditLinesById,
  readCreditLinesOf,
  readLineChangesOf,
  type CreditLineRow,
} from './credit-line.store.js';
import { creditLineView, type CreditLineView } from './credit-line.view.js';
import { lineChangeView, type LineChangeRow, type LineChangeView } from './line-change.view.js';

/** Reads credit lines of the caller's tenant. */
@Injectable()
export class ReadCreditLine {
  private readonly rows = new BatchedReads<CreditLineRow>(async (context, ids) =>
    byId(await readCreditLinesById(this.database, context, ids)),
  );
  private readonly rowsOfBorrowers = new BatchedLists<CreditLineRow>(
    (context, borrowerIds, part) =>
      this.database.transaction(context, (transaction) => readCreditLinesOf(transaction, borrowerIds, part)),
    ({ borrowerId }) => borrowerId,
  );

  private readonly changesOfLines = new BatchedLists<LineChangeRow>(
    (context, lineIds, part) =>
      this.database.transaction(context, (transaction) => readLineChangesOf(transaction, lineIds, part)),
    ({ lineId }) => lineId,
  );

  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<CreditLineView> {
    mustBeAllowedTo(context, 'loan:read');
    const wanted = parseId('creditLine', id, 'id');
    const row = await this.rows.of(context, wanted);
    if (!row) throw new Fault('NOT_FOUND', { what: 'credit line', id }, 'id');
    return creditLineView(row);
  }

  async changes(context: TenantContext, lineId: string, part: PartArguments): Promise<LineChangeView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.changesOfLines.of(context, lineId, parsePart(part));
    return rows.map(lineChangeView);
  }

  async ofBorrower(
    context: TenantContext,
    borrowerId: string,
    part: PartArguments,
  ): Promise<CreditLineView[]> {
    mustBeAllowedTo(context, 'loan:read');
    const rows = await this.rowsOfBorrowers.of(context, borrowerId, parsePart(part));
    return rows.map(creditLineView);
  }
}
