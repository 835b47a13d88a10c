import { Injectable } from '@nestjs/common';
import { Fault, parseId } from '@fanxing/kernel';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { findBorrowersById, readBorrowers, type Borrower } from './borrower.store.js';

/** Reads borrowers of the caller's tenant. */
@Injectable()
export class ReadBorrower {
  constructor(private readonly database: ServiceDatabase) {}

  async byId(context: TenantContext, id: string): Promise<Borrower> {
    mustBeAllowedTo(context, 'borrower:read');
    const [borrower] = await this.byIds(context, [id]);
    if (!borrower) throw new Fault('NOT_FOUND', { what: 'borrower', id }, 'id');
    return borrower;
  }

  /** Whose record something is: of a borrower who was erased nothing is left but the id. */
  async ofRecord(context: TenantContext, id: string): Promise<Borrower> {
    mustBeAllowedTo(context, 'borrower:read');
    const [borrower] = await findBorrowersById(this.database, context, [id]);
    return borrower ?? { id, reference: 'ERASED', attributes: {} };
  }

  /** Fails with NOT_FOUND unless every id is a borrower here. For other services' contract calls. */
  async byIds(context: TenantContext, ids: readonly string[]): Promise<Borrower[]> {
    const wanted = ids.map((id) => parseId('borrower', id));
    const found = await findBorrowersById(this.database, context, wanted);
    const byId = new Map(found.map((borrower) => [borrower.id, borrower]));
    return wanted.map((id) => {
      const borrower = byId.get(id);
      if (!borrower) throw new Fault('NOT_FOUND', { what: 'borrower', id });
      return borrower;
    });
  }

  async page(
    context: TenantContext,
    page: PageArguments & { reference?: string | null },
  ): Promise<Connection<Borrower>> {
    mustBeAllowedTo(context, 'borrower:read');
    const parsed = parsePage(page, context, 'borrowers');
    const rows = await this.database.transaction(context, (transaction) =>
      readBorrowers(transaction, parsed, page.reference ?? null),
    );
    return connectionOf(parsed, rows);
  }
}
