/** `byDay:sum`: the figures that the aggregate then looks at are the sums of each day in the window that has one. */
export interface Grouping {
  readonly by: GroupName;
  readonly inner: InnerName;
}

export type GroupName = (typeof groupNames)[number];
export type InnerName = (typeof innerNames)[number];

/** Local calendar days, weeks that begin on Monday, calendar months, counterparties (events without one are left out). */
export const groupNames = ['byDay', 'byWeek', 'byMonth', 'byCounterparty'] as const;

export const innerNames = ['count', 'sum', 'mean', 'min', 'max', 'last'] as const;

/** Aggregates that mean something over groups and are not another name of a plain indicator. */
const outerNames = new Set(
  'mean min max median p5 p10 p25 p75 p90 p95 range quartileRange deviation variation largestShare'.split(
    ' ',
  ),
);

export function formatGrouping({ by, inner }: Grouping): string {
  return `${by}:${inner}`;
}

export function parseGrouping(token: string): Grouping | undefined {
  const [by, inner, ...rest] = token.split(':');
  const isWhole = rest.length === 0 && contains(groupNames, by) && contains(innerNames, inner);
  return isWhole ? { by, inner } : undefined;
}

/** Why the aggregate can not stand over such groups, or undefined where it can. */
export function groupingProblem({ by, inner }: Grouping, aggregate: string): string | undefined {
  if (!outerNames.has(aggregate)) return `${aggregate} does not look at groups`;
  if (inner === aggregate && (inner === 'min' || inner === 'max'))
    return `the ${inner} over groups of ${by}:${inner} is the plain ${inner}`;
  return undefined;
}

export const groupWords: Readonly<Record<GroupName, { readonly en: string; readonly zh: string }>> = {
  byDay: { en: 'each local day', zh: '每日' },
  byWeek: { en: 'each week from Monday', zh: '每周' },
  byMonth: { en: 'each calendar month', zh: '每月' },
  byCounterparty: { en: 'each counterparty', zh: '每个交易对手' },
};

function contains<Word extends string>(words: readonly Word[], word: string | undefined): word is Word {
  return (words as readonly (string | undefined)[]).includes(word);
}
