import type { Grouping } from '../name/grouping.js';
import type { Indicator } from '../name/indicator.js';

interface Row {
  readonly ms: number;
  readonly party: string | null;
  readonly direction: 'in' | 'out' | null;
  readonly value: number;
}

/** What a window holds, oldest first. */
export interface Figures {
  readonly end: number;
  readonly events: readonly Row[];
  readonly valued: readonly Row[];
  readonly partiesBefore: ReadonlySet<string | null>;
}

/** The wall in China, which is where local time is unless told. */
export function wall(ms: number): Date {
  return new Date(ms + 8 * 3_600_000);
}

type Formula = (rows: readonly Row[], figures: Figures) => number | null;

const dayMs = 86_400_000;

/** An aggregate as its definition says, by the plainest way there is. */
export function naiveFigure({ aggregate, grouping }: Indicator, figures: Figures): number | null {
  const formula = formulas[aggregate];
  if (!formula) throw new Error(`no naive formula for ${aggregate}`);
  if (ofEvents.has(aggregate)) return formula(figures.events, figures);
  if (grouping === null) return formula(figures.valued, figures);
  const rows = grouping.inner === 'count' ? figures.events : figures.valued;
  return formula(grouped(grouping, rows), figures);
}

function grouped({ by, inner }: Grouping, rows: readonly Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    if (by === 'byCounterparty' && row.party === null) continue;
    const key = by === 'byCounterparty' ? `${row.party}` : periodOf(by, row.ms);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((own) => ({
    ...(own[0] as Row),
    value: inner === 'last' ? (own.at(-1)?.value ?? 0) : (formulas[inner]?.(own, {} as Figures) ?? 0),
  }));
}

function periodOf(by: 'byDay' | 'byWeek' | 'byMonth', ms: number): string {
  const local = wall(ms);
  const iso = local.toISOString();
  if (by === 'byDay') return iso.slice(0, 10);
  if (by === 'byMonth') return iso.slice(0, 7);
  const daysFromMonday = (local.getUTCDay() + 6) % 7;
  return new Date(local.getTime() - daysFromMonday * dayMs).toISOString().slice(0, 10);
}

const values = (rows: readonly Row[]): number[] => rows.map(({ value }) => value);
const add = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
const cents = (number: number): number => Math.round(number * 100) / 100;
const mean = (numbers: readonly number[]): number => add(numbers) / numbers.length;
const any = <Value>(rows: readonly unknown[], figure: () => Value): Value | null =>
  rows.length === 0 ? null : figure();
const moment = (numbers: readonly number[], power: number): number =>
  mean(numbers.map((one) => (one - mean(numbers)) ** power));
const gaps = (rows: readonly Row[]): number[] =>
  rows.slice(1).map(({ ms }, place) => (ms - (rows[place]?.ms ?? 0)) / dayMs);
const isFlat = (numbers: readonly number[]): boolean => new Set(numbers).size < 2;

const quantile =
  (share: number): Formula =>
  (rows) =>
    any(rows, () => {
      const sorted = values(rows).sort((a, b) => a - b);
      const position = (sorted.length - 1) * share;
      const weight = position % 1;
      return (sorted[Math.floor(position)] ?? 0) * (1 - weight) + (sorted[Math.ceil(position)] ?? 0) * weight;
    });

const difference = (left: number, right: number): Formula => {
  return (rows, figures) =>
    any(rows, () => (quantile(left)(rows, figures) ?? 0) - (quantile(right)(rows, figures) ?? 0));
};

function sizes(rows: readonly Row[]): number[] {
  const totals = new Map<string, number>();
  for (const { party, value } of rows) {
    if (party !== null) totals.set(party, (totals.get(party) ?? 0) + Math.abs(value));
  }
  const all = add([...totals.values()]);
  return all === 0 ? [] : [...totals.values()].map((size) => size / all);
}

function counts(rows: readonly Row[], of: (local: Date) => number): Map<number, number> {
  const result = new Map<number, number>();
  for (const { ms } of rows) result.set(of(wall(ms)), (result.get(of(wall(ms))) ?? 0) + 1);
  return result;
}

const hourOf = (local: Date): number => local.getUTCHours();
const weekdayOf = (local: Date): number => local.getUTCDay() || 7;

const busiest =
  (of: (local: Date) => number): Formula =>
  (rows) =>
    any(rows, () => [...counts(rows, of)].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null);

const entropy =
  (of: (local: Date) => number): Formula =>
  (rows) =>
    any(rows, () => {
      const shares = [...counts(rows, of).values()].map((count) => count / rows.length);
      return -add(shares.map((share) => share * Math.log2(share)));
    });

const shareWhere =
  (is: (row: Row) => boolean): Formula =>
  (rows) =>
    any(rows, () => rows.filter(is).length / rows.length);

const seasonality =
  (of: (local: Date) => number): Formula =>
  (rows) => {
    if (isFlat(values(rows))) return null;
    const all = values(rows);
    const between = [...counts(rows, of)].map(([bin, count]) => {
      const own = values(rows.filter(({ ms }) => of(wall(ms)) === bin));
      return count * (mean(own) - mean(all)) ** 2;
    });
    return add(between) / (moment(all, 2) * all.length);
  };

function days(rows: readonly Row[]): number[] {
  return [...new Set(rows.map(({ ms }) => Math.floor(wall(ms).getTime() / dayMs)))];
}

function parties(rows: readonly Row[]): Set<string | null> {
  return new Set(rows.map(({ party }) => party).filter((party) => party !== null));
}

function slope(rows: readonly Row[]): number | null {
  if (new Set(rows.map(({ ms }) => ms)).size < 2) return null;
  const at = rows.map(({ ms }) => (ms - (rows[0]?.ms ?? 0)) / dayMs);
  const [middle, level] = [mean(at), mean(values(rows))];
  const top = add(rows.map(({ value }, place) => ((at[place] ?? 0) - middle) * (value - level)));
  return top / add(at.map((day) => (day - middle) ** 2));
}

function timeMean(rows: readonly Row[], { end }: Figures): number | null {
  return any(rows, () => {
    const until = (place: number): number => rows[place + 1]?.ms ?? end;
    const area = add(rows.map(({ ms, value }, place) => value * (until(place) - ms)));
    return area / (end - (rows[0]?.ms ?? 0));
  });
}

const since =
  (pick: (numbers: number[]) => number): Formula =>
  (rows, { end }) =>
    any(rows, () => {
      const wanted = pick(values(rows));
      return (end - Math.max(...rows.filter(({ value }) => value === wanted).map(({ ms }) => ms))) / dayMs;
    });

const ofEvents = new Set(
  'count counterparties newCounterparties repeatShare daysSinceLast daysSinceFirst longestGap meanGap gapDeviation activeDays longestStreak busiestHour busiestWeekday hourEntropy weekdayEntropy weekendShare nightShare'.split(
    ' ',
  ),
);

const deviation: Formula = (rows) => any(rows, () => Math.sqrt(moment(values(rows), 2)));

const formulas: Readonly<Record<string, Formula>> = {
  count: (rows) => rows.length,
  sum: (rows) => any(rows, () => cents(add(values(rows)))),
  mean: (rows) => any(rows, () => mean(values(rows))),
  min: quantile(0),
  p5: quantile(0.05),
  p10: quantile(0.1),
  p25: quantile(0.25),
  median: quantile(0.5),
  p75: quantile(0.75),
  p90: quantile(0.9),
  p95: quantile(0.95),
  max: quantile(1),
  range: difference(1, 0),
  quartileRange: difference(0.75, 0.25),
  first: (rows) => rows[0]?.value ?? null,
  last: (rows) => rows.at(-1)?.value ?? null,
  change: (rows) => any(rows, () => (rows.at(-1)?.value ?? 0) - (rows[0]?.value ?? 0)),
  deviation,
  variation: (rows, figures) => {
    // A sum that is zero in cents need not be in doubles.
    const level = Math.round(mean(values(rows)) * 1e9) / 1e9;
    return rows.length === 0 || level === 0 ? null : (deviation(rows, figures) ?? 0) / Math.abs(level);
  },
  skewness: (rows) =>
    isFlat(values(rows)) ? null : moment(values(rows), 3) / moment(values(rows), 2) ** 1.5,
  slope,
  timeMean,
  netSum: (rows) => {
    const moved = rows.filter(({ direction }) => direction !== null);
    return any(moved, () =>
      cents(add(moved.map(({ direction, value }) => (direction === 'in' ? value : -value)))),
    );
  },
  riseShare: (rows) =>
    rows.length < 2
      ? null
      : rows.slice(1).filter(({ value }, place) => value > (rows[place]?.value ?? 0)).length /
        (rows.length - 1),
  roundShare: shareWhere(({ value }) => value % 100 === 0),
  negativeShare: shareWhere(({ value }) => value < 0),
  largestShare: (rows) => {
    const absolute = values(rows).map(Math.abs);
    return add(absolute) === 0 ? null : Math.max(...absolute) / add(absolute);
  },
  concentration: (rows) => any(sizes(rows), () => add(sizes(rows).map((share) => share ** 2))),
  topShare: (rows) => any(sizes(rows), () => Math.max(...sizes(rows))),
  daysSinceMax: since((numbers) => Math.max(...numbers)),
  daysSinceMin: since((numbers) => Math.min(...numbers)),
  weekdaySeasonality: seasonality(weekdayOf),
  monthSeasonality: seasonality((local) => local.getUTCMonth()),
  counterparties: (rows) => parties(rows).size,
  newCounterparties: (rows, { partiesBefore }) =>
    [...parties(rows)].filter((party) => !partiesBefore.has(party)).length,
  repeatShare: (rows) => {
    const known = rows.filter(({ party }) => party !== null);
    return any(known, () => (known.length - parties(known).size) / known.length);
  },
  daysSinceLast: (rows, { end }) => any(rows, () => (end - (rows.at(-1)?.ms ?? 0)) / dayMs),
  daysSinceFirst: (rows, { end }) => any(rows, () => (end - (rows[0]?.ms ?? 0)) / dayMs),
  longestGap: (rows) => any(gaps(rows), () => Math.max(...gaps(rows))),
  meanGap: (rows) => any(gaps(rows), () => mean(gaps(rows))),
  gapDeviation: (rows) => (rows.length < 3 ? null : Math.sqrt(moment(gaps(rows), 2))),
  activeDays: (rows) => days(rows).length,
  longestStreak: (rows) => {
    const own = new Set(days(rows));
    const runFrom = (day: number): number => (own.has(day) ? 1 + runFrom(day + 1) : 0);
    return Math.max(0, ...[...own].map(runFrom));
  },
  busiestHour: busiest(hourOf),
  busiestWeekday: busiest(weekdayOf),
  hourEntropy: entropy(hourOf),
  weekdayEntropy: entropy(weekdayOf),
  weekendShare: shareWhere(({ ms }) => weekdayOf(wall(ms)) >= 6),
  nightShare: shareWhere(({ ms }) => hourOf(wall(ms)) < 6),
};
