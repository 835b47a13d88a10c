import { z } from 'zod';
import { Fault, parseMoney, type Money } from '@fanxing/kernel';

/** What a client asks the bank to pay out or to collect. `amount` is kept exactly as it was written. */
export interface PaymentOrder {
  /** Left out: OUT, to the account. IN: taken from it. References of the two have nothing to do with one another. */
  readonly direction?: 'IN';
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
  /** The customer's account: the beneficiary of a payment, the payer of a collection. */
  readonly beneficiary: string;
}

/**
 * One line of the bank's book. A later line of the same reference replaces the earlier one (ACCEPTED, then PAID). COLLECTED is a
 * collection's PAID; RETURNED: it was, and the customer's own bank took it back.
 */
export interface Payment extends PaymentOrder {
  readonly status: 'ACCEPTED' | 'PAID' | 'COLLECTED' | 'REJECTED' | 'RETURNED';
  readonly reason?: string;
  /** When the money moved or the refusal was entered, RFC 3339. */
  readonly bookedAt?: string;
  /** When an ACCEPTED payment will be booked, RFC 3339. */
  readonly dueAt?: string;
}

/** Why an order was not even entered. `reference` is named whenever the client gave a usable one. */
export interface OrderRefusal {
  readonly code: string;
  readonly message: string;
  readonly reference?: string;
}

const referenceShape = z.string().regex(/^[!-~]{1,128}$/, 'must be 1 to 128 visible ASCII characters');
const accountShape = z.string().min(1).max(128);
const namedAccountShape = z.union([
  accountShape,
  z.object({ accountReference: accountShape }).transform((named) => named.accountReference),
]);
const moneyShape = { reference: referenceShape, amount: z.string(), currency: z.string() };
const paymentShape = z.object({ ...moneyShape, beneficiary: namedAccountShape });
const collectionShape = z
  .object({ ...moneyShape, payer: namedAccountShape, mandateReference: z.string().min(1).max(128) })
  .transform(({ reference, amount, currency, payer }) => ({
    direction: 'IN' as const,
    reference,
    amount,
    currency,
    beneficiary: payer,
  }));

/** Reads an order to pay from a request body, or says why the bank does not take it. */
export function parsePaymentOrder(body: unknown): { order: PaymentOrder } | { refusal: OrderRefusal } {
  return parseOrder(paymentShape, body);
}

/** Reads an order to collect from a request body, or says why the bank does not take it. */
export function parseCollectionOrder(body: unknown): { order: PaymentOrder } | { refusal: OrderRefusal } {
  return parseOrder(collectionShape, body);
}

function parseOrder(
  shape: z.ZodType<PaymentOrder>,
  body: unknown,
): { order: PaymentOrder } | { refusal: OrderRefusal } {
  const parsed = shape.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const message = `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is not valid'}`;
    return { refusal: { code: 'ORDER_MALFORMED', message, ...namedReference(body) } };
  }
  const order = parsed.data;
  try {
    if (amountOf(order).minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE');
    return { order };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { refusal: { code: error.reason, message: error.message, reference: order.reference } };
  }
}

/** "12.0" and "12.00" are the same money: orders are compared by value, though kept as written. */
export function sameOrder(left: PaymentOrder, right: PaymentOrder): boolean {
  return (
    left.currency === right.currency &&
    left.beneficiary === right.beneficiary &&
    amountOf(left).minor === amountOf(right).minor
  );
}

function amountOf(order: PaymentOrder): Money {
  return parseMoney(order.amount, order.currency);
}

function namedReference(body: unknown): { reference: string } | undefined {
  const named = z.object({ reference: referenceShape }).safeParse(body);
  return named.success ? { reference: named.data.reference } : undefined;
}
