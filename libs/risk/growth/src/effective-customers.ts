import { businessDateAt, daysBetween, Fault, toEpochMs, type BusinessDate } from '@fanxing/kernel';
import { raiseDayAfter, type GrowthRule } from './growth-rule.js';
import type { JudgedReceipt, KnownPayers, Receipt, Uncounted } from './receipt.js';

/**
 * Judges receipts in the order in which they became known: a payer is a customer on the first day on which it pays enough, in a way that counts,
 * from an account that is neither the operator's own nor a ring's, while the day has room. A receipt that does not count for the day's room uses
 * nothing up: its payer may be a customer on another day. Independent of the order in which receipts are given. Fails with INPUT_INVALID where
 * one id names two payments.
 */
export function judgeReceipts(
  rule: GrowthRule,
  receipts: readonly Receipt[],
  known: KnownPayers = {},
): readonly JudgedReceipt[] {
  const lastCounted = new Map<string, BusinessDate>();
  const customersOn = new Map<BusinessDate, number>();
  return inOrder(rule, receipts).map(({ receipt, on }) => {
    const { id, payer } = receipt;
    const room = rule.customersPerDay - (customersOn.get(on) ?? 0);
    const reason = unfit(rule, receipt, on, known) ?? taken(rule, lastCounted.get(payer), on, room);
    if (reason === null) {
      lastCounted.set(payer, on);
      customersOn.set(on, (customersOn.get(on) ?? 0) + 1);
    }
    return { id, payer, on, uncounted: reason };
  });
}

interface PlacedReceipt {
  readonly receipt: Receipt;
  readonly on: BusinessDate;
}

function inOrder({ timeZone }: GrowthRule, receipts: readonly Receipt[]): PlacedReceipt[] {
  const byId = new Map<string, Receipt>();
  receipts.forEach((receipt, index) => {
    const same = byId.get(receipt.id);
    if (same && !isSame(same, receipt))
      throw new Fault(
        'INPUT_INVALID',
        { problem: `the id ${receipt.id} names two payments` },
        `receipts.${index}.id`,
      );
    byId.set(receipt.id, receipt);
  });
  return [...byId.values()]
    .map((receipt) => ({ receipt, moment: toEpochMs(receipt.at), on: dayOf(receipt, timeZone) }))
    .sort(
      (one, other) =>
        before(one.on, other.on) || one.moment - other.moment || before(one.receipt.id, other.receipt.id),
    );
}

function before(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function dayOf({ at, knownAt }: Receipt, timeZone: string): BusinessDate {
  const paid = businessDateAt(at, timeZone);
  const known = knownAt === undefined ? paid : businessDateAt(knownAt, timeZone);
  return known > paid ? known : paid;
}

function isSame(one: Receipt, other: Receipt): boolean {
  return (
    one.at === other.at &&
    one.knownAt === other.knownAt &&
    one.payer === other.payer &&
    one.amountMinor === other.amountMinor &&
    one.currency === other.currency &&
    one.channel === other.channel
  );
}

function unfit(
  rule: GrowthRule,
  { payer, currency, channel, amountMinor }: Receipt,
  on: BusinessDate,
  { ownAccounts, ringMembers }: KnownPayers,
): Uncounted | null {
  if (currency !== rule.currency) return 'OTHER_CURRENCY';
  if (!rule.channels.includes(channel)) return 'OTHER_CHANNEL';
  if (amountMinor < rule.leastPaymentMinor) return 'TOO_SMALL';
  if (ownAccounts?.has(payer)) return 'OWN_ACCOUNT';
  const found = ringMembers?.get(payer);
  // In time to keep it out of the raise. One that has been stays.
  return found !== undefined && found < raiseDayAfter(rule, on) ? 'RING_MEMBER' : null;
}

function taken(
  { countsAgainAfterDays }: GrowthRule,
  last: BusinessDate | undefined,
  on: BusinessDate,
  room: number,
): Uncounted | null {
  const isNew =
    last === undefined || (countsAgainAfterDays !== null && daysBetween(last, on) >= countsAgainAfterDays);
  if (!isNew) return 'COUNTED_BEFORE';
  return room > 0 ? null : 'DAY_IS_FULL';
}
