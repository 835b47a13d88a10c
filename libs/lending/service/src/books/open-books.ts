import { Injectable } from '@nestjs/common';
import type { CurrencyCode } from '@fanxing/kernel';
import { openAccounts } from '@fanxing/ledger-store';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

/** Sees that the books' accounts are open in a currency: off the hot path, once a process, also after the chart has grown. */
@Injectable()
export class OpenBooks {
  private readonly opened = new Set<string>();

  constructor(private readonly database: ServiceDatabase) {}

  async open(context: TenantContext, currency: CurrencyCode): Promise<void> {
    const books = `${context.tenantId}/${context.environment}/${currency}`;
    if (this.opened.has(books)) return;
    await this.database.transaction(context, (transaction) => openAccounts(transaction, currency));
    this.opened.add(books);
  }
}
