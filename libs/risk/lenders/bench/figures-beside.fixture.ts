import { lookingBank, usesMax, type LenderValues, type LendingEvent } from '../src/index.js';

const dayMs = 86_400_000;

/** So far back the network without time looks: without an end its counts would only say how long the market was watched. */
const graphDays = 180;

/** The same network as it stood over half a year, whenever in it things were: what a graph without time tells. */
export function figuresWithoutTime(
  { borrower, atMs }: { readonly borrower: string; readonly atMs: number },
  so: ReadonlyMap<string, readonly LendingEvent[]>,
  users: ReadonlyMap<string, ReadonlySet<string>>,
): LenderValues {
  const eventsOf = (name: string): readonly LendingEvent[] =>
    (so.get(name) ?? []).filter((event) => event.atMs >= atMs - graphDays * dayMs);
  const own = eventsOf(borrower);
  const count = (events: readonly LendingEvent[], kind: LendingEvent['kind']): number =>
    events.filter((event) => event.kind === kind).length;
  const sharers = (thing: 'device' | 'phone'): string[] => {
    const used = [...new Set(own.map((event) => `${thing} ${event[thing]}`))];
    const all = used.flatMap((name) => {
      const some = users.get(name) ?? new Set<string>();
      return some.size > usesMax ? [] : [...some];
    });
    return [...new Set(all)].filter((other) => other !== borrower);
  };
  const [byDevice, byPhone] = [sharers('device'), sharers('phone')];
  const theirs = [...new Set([...byDevice, ...byPhone])].flatMap(eventsOf);
  return {
    'graph.applications': count(own, 'application'),
    'graph.lenders': new Set(own.map(({ lender }) => lender)).size,
    'graph.loans': count(own, 'loan'),
    'graph.overdues': count(own, 'overdue'),
    'graph.sharers.device': byDevice.length,
    'graph.sharers.phone': byPhone.length,
    'graph.sharers.applications': count(theirs, 'application'),
    'graph.sharers.overdues': count(theirs, 'overdue'),
  };
}

/** As lenders tell one another (docs/decisions/0174): other lenders alone, by days (UTC), in bands, nothing that fewer than three are behind. */
export function figuresInBands(before: readonly LendingEvent[], asOfMs: number): LenderValues {
  const today = Math.floor(asOfMs / dayMs);
  return Object.fromEntries(
    [7, 30, 90].flatMap((days) => {
      const seen = before.filter(
        ({ lender, kind, atMs }) =>
          lender !== lookingBank && kind !== 'overdue' && Math.floor(atMs / dayMs) > today - days,
      );
      const of = (kind: LendingEvent['kind']): LendingEvent[] => seen.filter((event) => event.kind === kind);
      const told = (events: readonly LendingEvent[], count = events.length): number => {
        const lenders = new Set(events.map(({ lender }) => lender)).size;
        return lenders < 3 ? 0 : leastOf(count);
      };
      const name = (what: string): string => `signals.lenders.elsewhere.${what}.${days}d`;
      return [
        [name('lenders'), told(seen, new Set(seen.map(({ lender }) => lender)).size)],
        [name('applications'), told(of('application'))],
        [name('loans'), told(of('loan'))],
      ] as const;
    }),
  );
}

function leastOf(count: number): number {
  if (count <= 5) return 3;
  if (count <= 10) return 6;
  return count <= 20 ? 11 : 21;
}
