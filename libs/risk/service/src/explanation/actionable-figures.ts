import { describeIndicator, parseIndicator } from '@fanxing/risk-indicators';
import type { FigureDomain } from '@fanxing/risk-strategy';
import type { DataCategory } from '@fanxing/runtime/consent';

/**
 * What a borrower can do something about: the own payments, balances, orders and repayments. Not what others say of
 * them (bureaus), nor what tells who they are, where they are and what they use.
 */
const actionable: ReadonlySet<DataCategory> = new Set(['PAYMENTS', 'ACCOUNTS', 'ORDERS', 'REPAYMENT']);

/** Counts from here on can only rise, since the past stays. */
const onlyRising: ReadonlySet<string> = new Set(['count', 'counterparties', 'activeDays', 'longestStreak']);
/** The hour at which somebody does business is nothing to give advice on, and time alone makes the first event older. */
const noAdvice = /^(bits|hour of the day|weekday)$/;

/**
 * What values an indicator could be brought to, or undefined where its borrower can not influence it: an actionable kind
 * of events, in a window that is not over yet.
 */
export function domainOfIndicator(
  name: string,
  present: number | null,
  category: DataCategory | undefined,
): FigureDomain | undefined {
  const { aggregate, lagDays, windowDays, transform, againstDays } = parseIndicator(name);
  const { unit } = describeIndicator(name);
  const canBeChanged =
    category !== undefined && actionable.has(category) && lagDays === 0 && aggregate !== 'daysSinceFirst';
  if (!canBeChanged || noAdvice.test(unit)) return undefined;
  const isPlain = transform === null && againstDays === undefined;
  if (!isPlain) return { places: 4 };
  const never = windowDays === null && onlyRising.has(aggregate) ? (present ?? 0) : 0;
  if (unit === 'events' || unit === 'counterparties')
    return { places: countPlaces(aggregate), minimum: never };
  if (unit === 'days')
    return { places: daysPlaces(aggregate), minimum: never, maximum: windowDays ?? Infinity };
  if (unit === 'share') return { places: 4, minimum: 0, maximum: 1 };
  return unit === 'money in major units' ? { places: 2 } : { places: 4 };
}

/** More events, and later ones: the past stays. */
export function domainsOfAll(
  eventCount: number,
  daysSinceLastEvent: number | null,
): Readonly<Record<'eventCount' | 'daysSinceLastEvent', FigureDomain>> {
  return {
    eventCount: { places: 0, minimum: eventCount },
    daysSinceLastEvent: { places: 4, minimum: 0, maximum: daysSinceLastEvent ?? Infinity },
  };
}

/** A figure over groups of events (the mean number a day) counts in events and is no whole number. */
function countPlaces(aggregate: string): number {
  return ['count', 'counterparties', 'newCounterparties'].includes(aggregate) ? 0 : 4;
}

function daysPlaces(aggregate: string): number {
  return ['activeDays', 'longestStreak'].includes(aggregate) ? 0 : 4;
}
