import {
  addMonths,
  Fault,
  parseMoney,
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

/** Fails with INPUT_INVALID, AMOUNT_MALFORMED, AMOUNT_NOT_POSITIVE, CURRENCY_UNKNOWN or TIME_ZONE_UNKNOWN, at the field's path. */
export function parseGrowthRule(input: GrowthRuleInput, path = 'rule'): GrowthRule {
  const amount = (text: string, field: string): { minor: bigint; currency: CurrencyCode } => {
    const { minor, currency } = parseMoney(text, input.currency, `${path}.${field}`);
    if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, `${path}.${field}`);
    return { minor, currency };
  };
  const { minor: raiseMinor, currency } = amount(input.raise, 'raise');
  const channels = input.channels ?? ['qr'];
  if (channels.length === 0 || channels.some((each) => typeof each !== 'string' || each === ''))
    throw new Fault('INPUT_INVALID', { problem: 'name at least one channel' }, `${path}.channels`);
  return {
    currency,
    raiseMinor,
    capMinor: amount(input.cap, 'cap').minor,
    raiseDay: whole(input.raiseDay, 28, `${path}.raiseDay`),
    customersPerDay: whole(input.customersPerDay, 1_000_000, `${path}.customersPerDay`),
    leastPaymentMinor: amount(input.leastPayment, 'leastPayment').minor,
    channels,
    countsAgainAfterDays:
      input.countsAgainAfterDays === undefined || input.countsAgainAfterDays === null
        ? null
        : whole(input.countsAgainAfterDays, 3_650, `${path}.countsAgainAfterDays`),
    timeZone: parseTimeZone(input.timeZone, `${path}.timeZone`),
  };
}

function whole(value: number, most: number, path: string): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Fault('INPUT_INVALID', { problem: `it is a whole number from 1 to ${most}` }, path);
}

/** The first raise day after a day. */
export function raiseDayAfter({ raiseDay }: GrowthRule, day: BusinessDate): BusinessDate {
  const ofThisMonth = `${day.slice(0, 8)}${String(raiseDay).padStart(2, '0')}` as BusinessDate;
  return partsOf(day).day < raiseDay ? ofThisMonth : addMonths(ofThisMonth, 1);
}
