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
import type { Consent } from './consent.js';
import { ConsentStore } from './consent.store.js';

@Injectable()
export class ReadConsent {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly store: ConsentStore,
  ) {}

  /** Fails with NOT_FOUND. */
  async run(context: TenantContext, idText: string): Promise<Consent> {
    mustBeAllowedTo(context, 'consent:read');
    const id = parseId('consent', idText, 'id');
    const consent = await this.database.transaction(context, (transaction) =>
      this.store.find(transaction, id),
    );
    if (!consent) throw new Fault('NOT_FOUND', { what: 'consent', id }, 'id');
    return consent;
  }

  /** Nothing for a borrower who is not the tenant's, as for one who never agreed to anything. */
  async page(context: TenantContext, borrowerId: string, input: PageArguments): Promise<Connection<Consent>> {
    mustBeAllowedTo(context, 'consent:read');
    const page = parsePage(input);
    const borrower = parseId('borrower', borrowerId, 'borrowerId');
    return this.database.transaction(context, async (transaction) =>
      connectionOf(page, await this.store.list(transaction, borrower, page)),
    );
  }
}
