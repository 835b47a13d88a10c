/** What an event must satisfy beyond its kind, direction, channel and fields. */
export type Condition =
  /** Local hours `from` (included) to `to` (excluded); past midnight when `from` is the later. */
  | { readonly what: 'hours'; readonly from: number; readonly to: number }
  /** Local weekdays, both included; Monday is 1 and Sunday 7. */
  | { readonly what: 'weekdays'; readonly from: number; readonly to: number }
  /** Local days of the month, both included. */
  | { readonly what: 'monthdays'; readonly from: number; readonly to: number }
  /** Amounts of `from` (included) to `to` (excluded; null: no bound) major units of the currency that counts. */
  | { readonly what: 'amount'; readonly from: number; readonly to: number | null }
  /** Whether the borrower had an earlier event of the kind with the same counterparty. */
  | { readonly what: 'counterparty'; readonly is: 'new' | 'known' };

export type ConditionName = Condition['what'];

/** The order in which a name holds them. */
export const conditionNames: readonly ConditionName[] = [
  'hours',
  'weekdays',
  'monthdays',
  'amount',
  'counterparty',
];

const bounds = {
  hours: { least: 0, most: 24 },
  weekdays: { least: 1, most: 7 },
  monthdays: { least: 1, most: 31 },
} as const;

/** Written with a colon, which no name of a field or value can hold. */
export function formatCondition(condition: Condition): string {
  if (condition.what === 'counterparty') return `counterparty:${condition.is}`;
  const { what, from, to } = condition;
  return to === null ? `${what}:${from}+` : `${what}:${from}-${to}`;
}

/** Reads what {@link formatCondition} writes; undefined where the text is none or says nothing, such as `hours:0-24`. */
export function parseCondition(token: string): Condition | undefined {
  const [what, rest = ''] = token.split(':');
  if (what === 'counterparty') return rest === 'new' || rest === 'known' ? { what, is: rest } : undefined;
  const match = /^(0|[1-9]\d{0,11})(?:-([1-9]\d{0,11})|(\+))$/.exec(rest);
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = match[3] ? null : Number(match[2]);
  if (what === 'amount') return to === null || from < to ? { what, from, to } : undefined;
  if (what !== 'hours' && what !== 'weekdays' && what !== 'monthdays') return undefined;
  const { least, most } = bounds[what];
  if (to === null || from < least || to > most || (from === least && to === most)) return undefined;
  const isOrdered = what === 'hours' ? from !== to && from < most : from <= to;
  return isOrdered ? { what, from, to } : undefined;
}

export function conditionMeaning(condition: Condition): { readonly en: string; readonly zh: string } {
  switch (condition.what) {
    case 'hours':
      return {
        en: `from ${condition.from}:00 to before ${condition.to}:00 local time`,
        zh: `当地时间${condition.from}点至${condition.to}点（不含）`,
      };
    case 'weekdays':
      return {
        en: `on weekdays ${condition.from} to ${condition.to} (Monday is 1)`,
        zh: `星期${condition.from}至${condition.to}（周一为1）`,
      };
    case 'monthdays':
      return {
        en: `on days ${condition.from} to ${condition.to} of the month`,
        zh: `每月${condition.from}日至${condition.to}日`,
      };
    case 'amount':
      return condition.to === null
        ? { en: `of at least ${condition.from}`, zh: `金额不低于${condition.from}` }
        : {
            en: `of ${condition.from} to below ${condition.to}`,
            zh: `金额从${condition.from}至低于${condition.to}`,
          };
    case 'counterparty':
      return condition.is === 'new'
        ? { en: 'with a counterparty met for the first time', zh: '首次出现的交易对手' }
        : { en: 'with a counterparty met before', zh: '曾经出现过的交易对手' };
  }
}
