import { Injectable } from '@nestjs/common';
import { parseCurrency } from '@fanxing/kernel';
import { openAccounts } from '@fanxing/ledger-store';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';

/**
 * Opens the books' accounts for a new tenant. Their date is not set: the books open at the day of the first business, or a
 * tenant that begins late would have days to end that nothing happened on.
 */
@Injectable()
export class OpenAccounts {
  constructor(private readonly database: ServiceDatabase) {}

  async run(context: TenantContext, currency: string): Promise<void> {
    mustBeAllowedTo(context, 'tenant:create');
    const read = parseCurrency(currency, 'currency');
    await this.database.transaction(context, (transaction) => openAccounts(transaction, read));
  }
}
