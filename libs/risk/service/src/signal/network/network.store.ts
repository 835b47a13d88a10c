import type { Instant } from '@fanxing/kernel';
import type { DataPurpose } from '@fanxing/runtime/consent';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';

/** Who paid whom; an account is `b:` and a borrower's id, or `x:` and a blind index. */
export interface KnownPayment {
  readonly payer: string;
  readonly payee: string;
  readonly at: Instant;
  readonly amountMinor: bigint;
  /** Of the borrower's own payments the index of the other party's name, as hexadecimal digits. */
  readonly ownIndex: string | null;
}

interface PaymentRow extends Record<string, unknown> {
  readonly payer: string;
  readonly payee: string;
  readonly at: Instant;
  readonly amount_minor: string;
  readonly own_index: Buffer | null;
}

/** The payments of a borrower and of its counterparties who are borrowers too, the latest `limit` of each, in no order. */
export async function paymentsAround(
  database: ServiceDatabase,
  context: TenantContext,
  asked: {
    readonly purpose: DataPurpose;
    readonly borrowerId: string;
    readonly since: Instant;
    readonly asOf: Instant;
    readonly knownUntil: Instant | null;
  },
  limit: number,
): Promise<KnownPayment[]> {
  const { purpose, borrowerId, since, asOf, knownUntil } = asked;
  const parameters = [purpose, borrowerId, since, asOf, knownUntil, limit];
  const rows = await database.call<PaymentRow>(context, 'risk.payments_around', parameters);
  return rows.map(({ payer, payee, at, amount_minor: amount, own_index: index }) => ({
    ...{ payer, payee, at, amountMinor: BigInt(amount) },
    ownIndex: index?.toString('hex') ?? null,
  }));
}
