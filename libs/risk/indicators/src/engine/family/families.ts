import type { PrimitiveName } from '../../name/aggregate.js';
import { formatGrouping } from '../../name/grouping.js';
import type { PrimitiveRequest, SeriesPlan, WindowSpan } from '../plan.js';
import { groups } from './group.js';
import { order } from './order.js';
import { partyCounts, partyShares } from './party.js';
import { plain } from './plain.js';
import { profile } from './profile.js';
import type { Family, Request } from './request.js';
import { gapDeviation, rhythm } from './rhythm.js';
import { size } from './size.js';
import { spread } from './spread.js';
import { slope, timeMean } from './trend.js';

/** A family with what it is asked, and the figures that it writes to: its slots count from there. */
export interface Task {
  readonly family: Family;
  readonly request: Request;
  readonly figures: Float64Array;
}

/** The one family that works out each aggregate; those of a family share a walk. */
const familyOf = {
  count: plain,
  sum: plain,
  mean: plain,
  first: plain,
  last: plain,
  change: plain,
  daysSinceFirst: plain,
  daysSinceLast: plain,
  meanGap: plain,
  min: order,
  max: order,
  median: order,
  p5: order,
  p10: order,
  p25: order,
  p75: order,
  p90: order,
  p95: order,
  range: order,
  quartileRange: order,
  deviation: spread,
  variation: spread,
  skewness: spread,
  weekdaySeasonality: spread,
  monthSeasonality: spread,
  slope,
  timeMean,
  netSum: size,
  riseShare: size,
  roundShare: size,
  negativeShare: size,
  largestShare: size,
  daysSinceMax: size,
  daysSinceMin: size,
  concentration: partyShares,
  topShare: partyShares,
  counterparties: partyCounts,
  newCounterparties: partyCounts,
  repeatShare: partyCounts,
  longestGap: rhythm,
  activeDays: rhythm,
  longestStreak: rhythm,
  gapDeviation,
  busiestHour: profile,
  busiestWeekday: profile,
  hourEntropy: profile,
  weekdayEntropy: profile,
  weekendShare: profile,
  nightShare: profile,
} as const satisfies Record<PrimitiveName, unknown>;

/** Filters are mostly asked alike: equal requests are one object, so that what is asked stays near the processor. */
export class Requests {
  private readonly known = new Map<string, Request>();

  constructor(
    private readonly spans: readonly WindowSpan[],
    private readonly figures: Float64Array,
  ) {}

  task(family: Family, requests: readonly PrimitiveRequest[]): Task {
    const base = Math.min(...requests.map(({ slot }) => slot));
    const key = requests.map(({ aggregate, window, slot }) => `${aggregate} ${window} ${slot - base}`).join();
    const request = this.known.get(key) ?? requestOf(requests, this.spans, base);
    this.known.set(key, request);
    return { family, request, figures: this.figures.subarray(base) };
  }
}

export function tasksOf({ requests }: SeriesPlan, known: Requests): Task[] {
  const byFamily = new Map<unknown, { family: Family; requests: PrimitiveRequest[] }>();
  for (const request of requests) {
    const { grouping, aggregate } = request;
    const key = grouping === null ? familyOf[aggregate] : formatGrouping(grouping);
    const known = byFamily.get(key);
    if (known) known.requests.push(request);
    else {
      // Each family is given only names of its own: the table above is what says so.
      const family = (grouping === null ? familyOf[aggregate] : groups(grouping)) as Family;
      byFamily.set(key, { family, requests: [request] });
    }
  }
  return [...byFamily.values()].map((task) => known.task(task.family, task.requests));
}

function requestOf(
  requests: readonly PrimitiveRequest[],
  spans: readonly WindowSpan[],
  base: number,
): Request {
  const inOrder = [...requests].sort((left, right) => left.window - right.window);
  const windows = [...new Set(inOrder.map(({ window }) => window))];
  const starts = windows.map((window) => inOrder.findIndex((request) => request.window === window));
  const endOf = (window: number | undefined): number => spans[window ?? 0]?.toDays ?? 0;
  const runs = windows.flatMap((window, place) =>
    place === 0 || endOf(windows[place - 1]) !== endOf(window) ? [place] : [],
  );
  const names = [...new Set(inOrder.map(({ aggregate }) => aggregate))];
  const columns = names.map((name) => ({ name, slots: new Int32Array(windows.length).fill(-1) }));
  for (const { aggregate, window, slot } of inOrder) {
    const column = columns[names.indexOf(aggregate)];
    if (column) column.slots[windows.indexOf(window)] = slot - base;
  }
  return {
    columns,
    windows: Int32Array.from(windows),
    starts: Int32Array.from([...starts, inOrder.length]),
    names: inOrder.map(({ aggregate }) => aggregate),
    slots: Int32Array.from(inOrder, ({ slot }) => slot - base),
    runs: Int32Array.from([...runs, windows.length]),
  };
}
