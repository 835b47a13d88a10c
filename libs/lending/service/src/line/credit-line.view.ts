import { formatMinor, parseMinor, type BusinessDate } from '@fanxing/kernel';
import { availableOf, lineStatusOn, type CreditLine } from '@fanxing/lending-domain';
import { priceView, type MoneyView, type PriceView } from '../application/application.view.js';
import type { CreditLineRow } from './credit-line.store.js';

/** A line as the API shows it. */
export interface CreditLineView {
  readonly id: string;
  readonly status: string;
  readonly limit: MoneyView;
  readonly used: MoneyView;
  readonly available: MoneyView;
  readonly price: PriceView;
  readonly openedOn: BusinessDate;
  readonly expiresOn: BusinessDate;
}

/** The domain's line of a row. */
export function creditLineOf(row: CreditLineRow): CreditLine {
  return {
    status: row.status,
    currency: row.currency,
    limitMinor: BigInt(row.limitMinor),
    usedMinor: BigInt(row.usedMinor),
    drawMinMinor: parseMinor(row.terms.drawMin, row.currency),
    expiresOn: row.expiresOn,
  };
}

export function creditLineView(row: CreditLineRow): CreditLineView {
  const line = creditLineOf(row);
  const money = (minor: bigint): MoneyView => ({
    amount: formatMinor(minor, row.currency),
    currency: row.currency,
  });
  const status = lineStatusOn(line, row.businessDate);
  return {
    id: row.id,
    status,
    limit: money(line.limitMinor),
    used: money(line.usedMinor),
    available: money(status === 'ACTIVE' ? availableOf(line) : 0n),
    price: priceView(row.dailyRate),
    openedOn: row.openedOn,
    expiresOn: row.expiresOn,
  };
}
