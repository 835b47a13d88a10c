import { Injectable } from '@nestjs/common';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readProposals, type Proposal } from './proposal.store.js';

@Injectable()
export class ReadLedgerProposals {
  constructor(private readonly database: ServiceDatabase) {}

  async page(
    context: TenantContext,
    page: PageArguments & { status?: string | null },
  ): Promise<Connection<Proposal>> {
    mustBeAllowedTo(context, 'ledger:read');
    const parsed = parsePage(page, context, 'ledgerProposals');
    const rows = await this.database.transaction(context, (transaction) =>
      readProposals(transaction, parsed, page.status ?? null),
    );
    return connectionOf(parsed, rows);
  }
}
