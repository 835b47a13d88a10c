import { dayMs, decayPlaces } from '../stream/decayed-state.js';
import { sharersBefore, windowMaxMs, type BorrowerNode, type LenderStream } from '../stream/lender-stream.js';
import { lenderFigures, windowsDays } from './lender-figure.js';

export type LenderValues = Readonly<Record<string, number | null>>;

/**
 * All figures of a borrower as of a moment, from what happened strictly before it; a window of 30 d is [asOf − 30 × 24 h, asOf). Costs
 * the borrower's events of 90 days and one step for each borrower that shares something. One of whom nothing was told has zeros.
 * Fails with LENDER_FIGURES_PAST.
 */
export function lenderFiguresOf(stream: LenderStream, borrower: string, asOfMs: number): LenderValues {
  stream.mustReach(asOfMs);
  const node = stream.borrower(borrower);
  const values = Object.fromEntries(
    lenderFigures.map(({ name, unit }) => [name, unit === 'days' ? null : 0]),
  );
  return node ? { ...values, ...ownFigures(node, asOfMs), ...sharedFigures(node, asOfMs) } : values;
}

/** Names in, values out, in the same order; a name that is none of ours is missing (null). */
export function lenderValuesOf(
  stream: LenderStream,
  borrower: string,
  asOfMs: number,
  names: readonly string[],
): (number | null)[] {
  const all = lenderFiguresOf(stream, borrower, asOfMs);
  return names.map((name) => (Object.hasOwn(all, name) ? (all[name] ?? null) : null));
}

function ownFigures({ history }: BorrowerNode, asOfMs: number): LenderValues {
  const counts: Record<string, number> = {};
  const lenders = new Map<string, Set<string>>();
  let lastApplicationMs: number | null = null;
  history.walkBack(asOfMs - windowMaxMs, asOfMs, ({ atMs, kind, lender }) => {
    if (kind === 'application') lastApplicationMs ??= atMs;
    for (const days of windowsDays) {
      if (atMs < asOfMs - days * dayMs) continue;
      const count = `signals.lenders.${kind}s.${days}d`;
      counts[count] = (counts[count] ?? 0) + 1;
      if (kind !== 'overdue') distinct(lenders, `signals.lenders.${kind}s.lenders.${days}d`).add(lender);
    }
  });
  for (const [name, some] of lenders) counts[name] = some.size;
  const state = history.stateBefore(asOfMs);
  return {
    ...counts,
    'signals.lenders.applications.decayed.7d': state.at(decayPlaces.applications7d, asOfMs),
    'signals.lenders.applications.decayed.30d': state.at(decayPlaces.applications30d, asOfMs),
    'signals.lenders.loans.decayed.30d': state.at(decayPlaces.loans30d, asOfMs),
    'signals.lenders.overdues.decayed.90d': state.at(decayPlaces.overdues90d, asOfMs),
    'signals.lenders.daysSinceApplication':
      lastApplicationMs === null ? null : (asOfMs - lastApplicationMs) / dayMs,
  };
}

function sharedFigures(node: BorrowerNode, asOfMs: number): LenderValues {
  const { byDevice, byPhone, hubs } = sharersBefore(node, asOfMs);
  const states = [...new Set([...byDevice, ...byPhone])].map(({ history }) => history);
  return {
    'signals.lenders.sharers.device': byDevice.size,
    'signals.lenders.sharers.phone': byPhone.size,
    'signals.lenders.sharers.overdue.90d': states.filter((history) =>
      history.hasAny('overdue', asOfMs - windowMaxMs, asOfMs),
    ).length,
    'signals.lenders.sharers.applications.decayed.30d': sumOf(
      states.map((history) => history.stateBefore(asOfMs).at(decayPlaces.applications30d, asOfMs)),
    ),
    'signals.lenders.sharers.overdues.decayed.90d': sumOf(
      states.map((history) => history.stateBefore(asOfMs).at(decayPlaces.overdues90d, asOfMs)),
    ),
    'signals.lenders.shared.hubs': hubs,
  };
}

/** From the smallest on: whoever comes in another order gets the same sum to the last bit. */
function sumOf(values: number[]): number {
  return values.sort((a, b) => a - b).reduce((sum, value) => sum + value, 0);
}

function distinct(sets: Map<string, Set<string>>, name: string): Set<string> {
  let set = sets.get(name);
  if (set === undefined) sets.set(name, (set = new Set()));
  return set;
}
