import { Injectable } from '@nestjs/common';
import {
  connectionOf,
  parsePage,
  ServiceDatabase,
  type Connection,
  type PageArguments,
} from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { readPayments, type IncomingPaymentRow } from './incoming-payment.store.js';

/** A payment as the API shows it; amount and repayment are resolved from it. */
export type PaymentShown = IncomingPaymentRow;

/** Reads money that came in for the caller's tenant. */
@Injectable()
export class ReadIncomingPayments {
  constructor(private readonly database: ServiceDatabase) {}

  async page(
    context: TenantContext,
    page: PageArguments & { status?: string | null },
  ): Promise<Connection<PaymentShown>> {
    mustBeAllowedTo(context, 'loan:read');
    const parsed = parsePage(page, context, 'incomingPayments');
    const rows = await this.database.transaction(context, (transaction) =>
      readPayments(transaction, parsed, page.status ?? null),
    );
    return connectionOf(parsed, rows);
  }
}
