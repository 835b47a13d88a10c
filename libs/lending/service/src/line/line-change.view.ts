import { formatMinor, type BusinessDate, type CurrencyCode } from '@fanxing/kernel';
import type { LineOrderReason } from '@fanxing/lending-contract';
import type { MoneyView } from '../application/application.view.js';
import { lineNotice, type LineChangeKind } from './line-notice.js';

/** A change of a line as it is kept; amounts in minor units. */
export interface LineChangeRow extends Record<string, unknown> {
  readonly id: string;
  readonly lineId: string;
  readonly kind: LineChangeKind;
  readonly bookedOn: BusinessDate;
  readonly currency: CurrencyCode;
  readonly limitBeforeMinor: string | null;
  readonly limitMinor: string;
  readonly reason: string;
  readonly earlyWarningId: string | null;
  readonly reasons: readonly LineOrderReason[] | null;
}

/** A change of a line as the API shows it. */
export interface LineChangeView {
  readonly id: string;
  readonly kind: LineChangeKind;
  readonly bookedOn: BusinessDate;
  readonly limitBefore: MoneyView | null;
  readonly limit: MoneyView;
  readonly reason: string;
  readonly earlyWarningId: string | null;
  readonly reasons: readonly LineOrderReason[];
  readonly notice: string;
  readonly noticeZh: string;
}

export function lineChangeView(row: LineChangeRow): LineChangeView {
  const { currency, limitBeforeMinor } = row;
  const money = (minor: string): MoneyView => ({ amount: formatMinor(BigInt(minor), currency), currency });
  const shown = {
    id: row.id,
    kind: row.kind,
    bookedOn: row.bookedOn,
    limitBefore: limitBeforeMinor === null ? null : money(limitBeforeMinor),
    limit: money(row.limitMinor),
    reason: row.reason,
    earlyWarningId: row.earlyWarningId,
    reasons: row.reasons ?? [],
  };
  const { text, textZh } = lineNotice(shown);
  return { ...shown, notice: text, noticeZh: textZh };
}
