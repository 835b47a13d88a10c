import {
  addMonths,
  Fault,
  parseCurrency,
  parseMinor,
  parseTimeZone,
  partsOf,
  type BusinessDate,
  type CurrencyCode,
} from '@fanxing/kernel';

/** How a limit grows with the customers that an operator has; amounts in minor units of `currency`. */
export interface GrowthRule {
  readonly currency: CurrencyCode;
  /** The limit grows by it for each effective customer. */
  readonly raiseMinor: bigint;
  /** The limit does not grow above it. A limit that is above it already stays. */
  readonly capMinor: bigint;
  /** The day of the month, 1–28, at whose beginning the limit grows by what the days before it have brought. */
  readonly raiseDay: number;
  /** So many customers of one day count at most. */
  readonly customersPerDay: number;
  /** A payment below it brings no customer. */
  readonly leastPaymentMinor: bigint;
  /** The ways to pay that count, as payment events name them. */
  readonly channels: readonly string[];
  /** A customer counts anew so many days after the day that it last counted on; null: once and for all. */
  readonly countsAgainAfterDays: number | null;
  /** Where the operator's days begin and end. */
  readonly timeZone: string;
}

/** A rule as it is written: amounts are decimal texts. */
export interface GrowthRuleInput {
  readonly currency: string;
  readonly raise: string;
  readonly cap: string;
  readonly raiseDay: number;
  readonly customersPerDay: number;
  readonly leastPayment: string;
  readonly channels?: readonly string[] | null;
  readonly countsAgainAfterDays?: number | null;
  readonly timeZone: string;
}

/**
 * Reads a rule, whatever a document has in its place. Fails with INPUT_INVALID, AMOUNT_MALFORMED, AMOUNT_NOT_POSITIVE, CURRENCY_UNKNOWN or
 * TIME_ZONE_UNKNOWN, at the field's path.
 */
export function parseGrowthRule(
  input: { readonly [Field in keyof GrowthRuleInput]?: unknown },
  path = 'rule',
): GrowthRule {
  const text = (field: keyof GrowthRuleInput): string => {
    const value = input[field];
    if (typeof value === 'string') return value;
    throw new Fault('INPUT_INVALID', { problem: 'it is missing or not a text' }, `${path}.${field}`);
  };
  const currency = parseCurrency(text('currency'), `${path}.currency`);
  const amount = (field: keyof GrowthRuleInput): bigint => {
    const minor = parseMinor(text(field), currency, `${path}.${field}`);
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, `${path}.${field}`);
    return minor;
  };
  return {
    currency,
    raiseMinor: amount('raise'),
    capMinor: amount('cap'),
    raiseDay: whole(input.raiseDay, 28, `${path}.raiseDay`),
    customersPerDay: whole(input.customersPerDay, 1_000_000, `${path}.customersPerDay`),
    leastPaymentMinor: amount('leastPayment'),
    channels: channelsIn(input.channels ?? ['qr'], `${path}.channels`),
    countsAgainAfterDays:
      input.countsAgainAfterDays === undefined || input.countsAgainAfterDays === null
        ? null
        : whole(input.countsAgainAfterDays, 3_650, `${path}.countsAgainAfterDays`),
    timeZone: parseTimeZone(text('timeZone'), `${path}.timeZone`),
  };
}

function channelsIn(value: unknown, path: string): readonly string[] {
  const isName = (each: unknown): each is string => typeof each === 'string' && each !== '';
  if (Array.isArray(value) && value.length > 0 && value.every(isName)) return value;
  throw new Fault('INPUT_INVALID', { problem: 'it is a list of at least one channel' }, path);
}

function whole(value: unknown, most: number, path: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Fault('INPUT_INVALID', { problem: `it is a whole number from 1 to ${most}` }, path);
}

/** The first raise day after a day. */
export function raiseDayAfter({ raiseDay }: GrowthRule, day: BusinessDate): BusinessDate {
  const ofThisMonth = `${day.slice(0, 8)}${String(raiseDay).padStart(2, '0')}` as BusinessDate;
  return partsOf(day).day < raiseDay ? ofThisMonth : addMonths(ofThisMonth, 1);
}
