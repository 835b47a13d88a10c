import { fromEpochMs, parseInstant } from '@fanxing/kernel';
import type { IndicatorEvent } from '../src/index.js';
import { generator } from '../src/engine/published.fixture.js';

export const asOf = parseInstant('2026-11-22T08:00:00Z');

const channels = ['qr', 'ecommerce', 'transfer', 'card', 'cash', 'wallet'];
const otherKinds = [
  'order',
  'refund',
  'repayment',
  'invoice',
  'utility',
  'balance',
  'login',
  'location',
  'application',
];
const historyDays = 1_000;

/**
 * A micro operator's events over almost three years: amounts from cents to tens of thousands, regular customers and
 * strangers, quiet and busy hours. `payments` is the share of payments; the other kinds have the rest.
 */
export function richBorrower(seed: number, count: number, payments = 1): IndicatorEvent[] {
  const next = generator(seed);
  const favourite = next();
  let balance = Math.floor(next() * 5_000_000);
  const moments = Array.from({ length: count }, () => next() ** 1.4 * historyDays).sort((a, b) => b - a);
  return moments.map((daysBefore, place): IndicatorEvent => {
    const isPayment = next() < payments;
    const kind = isPayment ? 'payment' : (otherKinds[Math.floor(next() * otherKinds.length)] ?? 'order');
    const amount = Math.floor(10 ** (1 + next() * (4 + favourite)) / (next() < 0.2 ? 1 : 3)) + 1;
    const direction = next() < 0.4 + favourite / 3 ? 'in' : 'out';
    if (isPayment) balance += direction === 'in' ? amount : -amount;
    return {
      id: `event-${String(place).padStart(6, '0')}`,
      borrowerId: `borrower-${seed}`,
      kind,
      at: fromEpochMs(Date.parse(asOf) - Math.floor(daysBefore * 86_400_000)),
      amountMinor: BigInt(next() < 0.1 ? Math.ceil(amount / 10_000) * 10_000 : amount),
      currency: 'CNY',
      direction,
      counterparty: `party-${Math.floor(next() ** 2 * 150)}`,
      channel: channels[Math.floor(next() ** (0.5 + favourite) * channels.length)] ?? 'qr',
      fields: isPayment ? { balance: balance / 100 } : {},
    };
  });
}
