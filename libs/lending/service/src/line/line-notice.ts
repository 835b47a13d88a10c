import type { BusinessDate } from '@fanxing/kernel';
import type { LineOrderReason } from '@fanxing/lending-contract';
import type { MoneyView } from '../application/application.view.js';

export type LineChangeKind = 'FREEZE' | 'UNFREEZE' | 'CLOSE' | 'REVIEW';

/** What a borrower is told of a change. */
export interface NoticedChange {
  readonly kind: LineChangeKind;
  readonly bookedOn: BusinessDate;
  readonly limitBefore: MoneyView | null;
  readonly limit: MoneyView;
  /** In words for the borrower; none where a person did it, whose words are for colleagues. */
  readonly reasons: readonly LineOrderReason[];
}

/** The notice of a change to its borrower, in both languages: what, from when, why, and what stays possible. */
export function lineNotice(change: NoticedChange): { readonly text: string; readonly textZh: string } {
  const { bookedOn, reasons } = change;
  const [what, whatZh] = whatHappened(change);
  const why = reasons.length === 0 ? '' : ` Why: ${reasons.map(({ text }) => text).join(' ')}`;
  const whyZh = reasons.length === 0 ? '' : `原因：${reasons.map(({ textZh }) => textZh).join('')}`;
  return { text: `As of ${bookedOn}, ${what}${why}`, textZh: `自${bookedOn}起，${whatZh}${whyZh}` };
}

function whatHappened({ kind, limitBefore, limit }: NoticedChange): readonly [string, string] {
  const [from, to] = [limitBefore && shown(limitBefore), shown(limit)];
  switch (kind) {
    case 'FREEZE':
      return [
        'no more can be drawn on your credit line for the time being; you can repay as before.',
        '您的授信额度暂停支用，还款不受影响。',
      ];
    case 'UNFREEZE':
      return ['your credit line can be drawn again.', '您的授信额度恢复支用。'];
    case 'CLOSE':
      return ['your credit line is closed.', '您的授信额度已终止。'];
    case 'REVIEW':
      return from === null
        ? [`your credit limit is ${to}.`, `您的授信额度为${to}。`]
        : [`your credit limit is ${to} instead of ${from}.`, `您的授信额度由${from}调整为${to}。`];
  }
}

function shown({ amount, currency }: MoneyView): string {
  return `${currency} ${amount}`;
}
