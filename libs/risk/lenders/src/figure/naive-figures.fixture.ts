import type { LendingEvent } from '../event/lending-event.js';
import type { LenderValues } from './figures-of-borrower.js';

const dayMs = 86_400_000;
const hubFrom = 50;

/** The figures by their definitions, counted anew from all events, with nothing remembered and no bound of work. */
export function naiveFigures(
  events: readonly LendingEvent[],
  borrower: string,
  asOfMs: number,
): LenderValues {
  const before = events.filter(({ atMs }) => atMs < asOfMs);
  const own = before.filter((event) => event.borrower === borrower);
  const values: Record<string, number | null> = {};
  for (const days of [7, 30, 90]) {
    for (const kind of ['application', 'loan', 'overdue'] as const) {
      const inWindow = own.filter((event) => event.kind === kind && event.atMs >= asOfMs - days * dayMs);
      values[`${kind}s.${days}d`] = inWindow.length;
      if (kind !== 'overdue')
        values[`${kind}s.lenders.${days}d`] = new Set(inWindow.map(({ lender }) => lender)).size;
    }
  }
  values['applications.decayed.7d'] = decayed(own, 'application', 7, asOfMs);
  values['applications.decayed.30d'] = decayed(own, 'application', 30, asOfMs);
  values['loans.decayed.30d'] = decayed(own, 'loan', 30, asOfMs);
  values['overdues.decayed.90d'] = decayed(own, 'overdue', 90, asOfMs);
  const applied = own
    .filter(({ kind, atMs }) => kind === 'application' && atMs >= asOfMs - 90 * dayMs)
    .map(({ atMs }) => atMs);
  values['daysSinceApplication'] = applied.length > 0 ? (asOfMs - Math.max(...applied)) / dayMs : null;
  const device = sharers(before, own, 'device', borrower);
  const phone = sharers(before, own, 'phone', borrower);
  const all = [...new Set([...device.names, ...phone.names])].map((name) =>
    before.filter((event) => event.borrower === name),
  );
  values['sharers.device'] = device.names.size;
  values['sharers.phone'] = phone.names.size;
  values['sharers.overdue.90d'] = all.filter((theirs) =>
    theirs.some(({ kind, atMs }) => kind === 'overdue' && atMs >= asOfMs - 90 * dayMs),
  ).length;
  values['sharers.applications.decayed.30d'] = sum(
    all.map((theirs) => decayed(theirs, 'application', 30, asOfMs)),
  );
  values['sharers.overdues.decayed.90d'] = sum(all.map((theirs) => decayed(theirs, 'overdue', 90, asOfMs)));
  values['shared.hubs'] = device.hubs + phone.hubs;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`signals.lenders.${name}`, value]),
  );
}

function decayed(
  events: readonly LendingEvent[],
  kind: string,
  halfLifeDays: number,
  asOfMs: number,
): number {
  return sum(
    events
      .filter((event) => event.kind === kind)
      .map(({ atMs }) => 0.5 ** ((asOfMs - atMs) / (halfLifeDays * dayMs))),
  );
}

function sharers(
  before: readonly LendingEvent[],
  own: readonly LendingEvent[],
  by: 'device' | 'phone',
  borrower: string,
): { names: Set<string>; hubs: number } {
  const names = new Set<string>();
  let hubs = 0;
  for (const thing of new Set(own.flatMap((event) => event[by] ?? []))) {
    const users = new Set(before.filter((event) => event[by] === thing).map((event) => event.borrower));
    if (users.size > hubFrom) hubs += 1;
    else for (const user of users) if (user !== borrower) names.add(user);
  }
  return { names, hubs };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
