import {
  compareRates,
  Fault,
  formatRate,
  parseCurrency,
  parseMinor,
  parseRate,
  type CurrencyCode,
  type Rate,
  type Rounding,
} from '@fanxing/kernel';
import { parseServicing } from './servicing-terms.js';
import { dailyRateCap, longest, type ProductTerms, type ProductTermsJson } from './product-terms.js';

const roundings: readonly Rounding[] = ['half-up', 'half-even', 'down', 'up'];

const fieldNames: readonly (keyof ProductTermsJson)[] = [
  'kind',
  'currency',
  'limitMin',
  'limitMax',
  'dailyRateMin',
  'dailyRateMax',
  'dayCount',
  'drawMin',
  'termDays',
  'lineTermDays',
  'offerValidMinutes',
  'interestRounding',
  'upfrontFees',
  'repayment',
  'servicing',
];

/**
 * Reads the terms of a product from what a caller sent ({@link ProductTermsJson}); the one place where terms are
 * checked. `interestRounding` and `dayCount` may be left out: half-up, ACT/365.
 *
 * Fails with INPUT_INVALID, CURRENCY_UNKNOWN, AMOUNT_MALFORMED, AMOUNT_TOO_PRECISE, AMOUNT_TOO_LARGE or
 * RATE_MALFORMED, each with the path of the field at fault, such as `input.terms.limitMax`.
 */
export function parseProductTerms(input: unknown, path = 'input.terms'): ProductTerms {
  const fields = readFields(input, path);
  requireOneOf(fields, 'kind', ['REVOLVING'], path);
  const currency = parseCurrency(readText(fields, 'currency', path), `${path}.currency`);
  const terms: ProductTerms = {
    kind: 'REVOLVING',
    currency,
    limitMinMinor: readAmount(fields, 'limitMin', currency, path),
    limitMaxMinor: readAmount(fields, 'limitMax', currency, path),
    dailyRateMin: readDailyRate(fields, 'dailyRateMin', path),
    dailyRateMax: readDailyRate(fields, 'dailyRateMax', path),
    dayCount: requireOneOf(fields, 'dayCount', ['ACT/365'] as const, path, 'ACT/365'),
    drawMinMinor: readAmount(fields, 'drawMin', currency, path),
    termDays: readCount(fields, 'termDays', path),
    lineTermDays: readCount(fields, 'lineTermDays', path),
    offerValidMinutes: readCount(fields, 'offerValidMinutes', path),
    interestRounding: requireOneOf(fields, 'interestRounding', roundings, path, 'half-up'),
    ...parseServicing(fields, path),
  };
  requireOrder(terms, path);
  return terms;
}

type Fields = Readonly<Record<string, unknown>>;
type FieldName = keyof ProductTermsJson;

function readFields(input: unknown, path: string): Fields {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw invalid('The terms must be an object', path);
  }
  const unknownName = Object.keys(input).find((name) => !(fieldNames as readonly string[]).includes(name));
  if (unknownName !== undefined) {
    throw invalid(
      `Terms have no field "${unknownName}": they have ${fieldNames.join(', ')}`,
      `${path}.${unknownName}`,
    );
  }
  return input as Fields;
}

function readText(fields: Fields, name: FieldName, path: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw invalid(`${name} is missing or not a text`, `${path}.${name}`);
  return value;
}

function readAmount(fields: Fields, name: FieldName, currency: CurrencyCode, path: string): bigint {
  const amountMinor = parseMinor(readText(fields, name, path), currency, `${path}.${name}`);
  if (amountMinor <= 0n) throw invalid(`${name} must be greater than zero`, `${path}.${name}`);
  return amountMinor;
}

function readDailyRate(fields: Fields, name: FieldName, path: string): Rate {
  const rate = parseRate(readText(fields, name, path), `${path}.${name}`);
  if (rate.units < 0n) throw invalid(`${name} must not be negative`, `${path}.${name}`);
  if (compareRates(rate, dailyRateCap) > 0) {
    const cap = formatRate(dailyRateCap);
    throw invalid(`${name} must be at most ${cap} a day, which is 36.5 % a year`, `${path}.${name}`);
  }
  return rate;
}

function readCount(fields: Fields, name: keyof typeof longest, path: string): number {
  const value = fields[name];
  const highest = longest[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > highest) {
    throw invalid(`${name} must be a whole number from 1 to ${highest}`, `${path}.${name}`);
  }
  return value;
}

function requireOneOf<Choice extends string>(
  fields: Fields,
  name: FieldName,
  choices: readonly Choice[],
  path: string,
  whenAbsent?: Choice,
): Choice {
  const value = fields[name] ?? whenAbsent;
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw invalid(`${name} must be ${choices.join(' or ')}`, `${path}.${name}`);
  return choice;
}

function requireOrder(terms: ProductTerms, path: string): void {
  if (terms.limitMaxMinor < terms.limitMinMinor) {
    throw invalid('limitMax must not be below limitMin', `${path}.limitMax`);
  }
  if (compareRates(terms.dailyRateMax, terms.dailyRateMin) < 0) {
    throw invalid('dailyRateMax must not be below dailyRateMin', `${path}.dailyRateMax`);
  }
  if (terms.drawMinMinor > terms.limitMinMinor) {
    throw invalid(
      'drawMin must not be above limitMin: the smallest line could not be drawn',
      `${path}.drawMin`,
    );
  }
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
