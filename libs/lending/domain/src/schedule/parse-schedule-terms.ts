import {
  Fault,
  parseBusinessDate,
  parseCurrency,
  parseMinor,
  parseRate,
  type BusinessDate,
  type CurrencyCode,
  type Rate,
} from '@fanxing/kernel';
import type { z } from 'zod';
import { saturdayAndSunday, type BusinessDayCalendar } from '../due-date/business-days.js';
import { chineseHolidays } from '../due-date/chinese-holidays.js';
import { upfrontFeesOf } from './fees.js';
import type { Fee, RateChange, ScheduleTerms } from './schedule-terms.js';
import { scheduleTermsShape } from './schedule-terms-shape.js';

type Given = z.infer<typeof scheduleTermsShape>;

/** No loan we know of costs more a year than ten times itself: a higher rate is a percentage written as a fraction. */
const annualRateMax = parseRate('10');
const dailyRateMax = parseRate('0.1');

/**
 * Reads terms from JSON, amounts and rates as decimal strings:
 * `{"principal","currency","annualRate" or "dailyRate","dayCount","method","periods","every":{"unit","count"},"disbursedOn",
 * "firstDueOn"?,"interest"?,"graceOnPrincipal"?,"graceOnInterest"?,"moratorium"?,"fees"?,"rateChanges"?,"instalmentMultipleOf"?,
 * "rounding"?,"remainder"?,"holidays"?,"balloon"?,"step"?}`. Fails with INPUT_INVALID or the fault of the value, each with its path.
 */
export function parseScheduleTerms(input: unknown): ScheduleTerms {
  const read = scheduleTermsShape.safeParse(input);
  if (!read.success) {
    const issue = read.error.issues[0];
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    throw invalid(issue?.message ?? 'it is not an object', pathOf([...(issue?.path ?? []), ...unknown]));
  }
  const given = read.data;
  const currency = parseCurrency(given.currency, 'currency');
  const principalMinor = positive(given.principal, currency, 'principal');
  const disbursedOn = parseBusinessDate(given.disbursedOn, 'disbursedOn');
  const rateIsFor = given.dailyRate === undefined ? 'year' : 'day';
  const terms: ScheduleTerms = {
    principalMinor,
    currency,
    method: given.method,
    rate: boundedRate(
      given.dailyRate ?? given.annualRate ?? '',
      rateIsFor,
      rateIsFor === 'day' ? 'dailyRate' : 'annualRate',
    ),
    rateIsFor,
    rateChanges: rateChangesOf(given, rateIsFor, disbursedOn),
    dayCount: given.dayCount,
    interest: given.interest,
    periods: given.periods,
    every: given.every,
    disbursedOn,
    ...firstDueOnOf(given, disbursedOn),
    ...(given.holidays ? { calendar: calendarOf(given.holidays) } : {}),
    graceOnPrincipal: given.graceOnPrincipal,
    graceOnInterest: given.graceOnInterest,
    moratorium: given.moratorium,
    fees: given.fees.map((fee, index) => feeOf(fee, currency, `fees[${index}]`)),
    instalmentMultipleMinor:
      given.instalmentMultipleOf === undefined
        ? 1n
        : positive(given.instalmentMultipleOf, currency, 'instalmentMultipleOf'),
    rounding: given.rounding,
    remainder: given.remainder,
    ...(given.balloon === undefined ? {} : { balloonMinor: positive(given.balloon, currency, 'balloon') }),
    ...(given.step
      ? {
          step: {
            rate: boundedRate(given.step.rate, 'year', 'step.rate'),
            everyInstalments: given.step.everyInstalments,
          },
        }
      : {}),
  };
  mustFitTogether(terms);
  return terms;
}

function mustFitTogether(terms: ScheduleTerms): void {
  const { method, balloonMinor, periods, principalMinor, graceOnPrincipal, graceOnInterest, moratorium } =
    terms;
  if (terms.interest === 'periodic' && terms.rateIsFor === 'day')
    throw invalid('periodic interest needs an annualRate: a daily rate is counted by days', 'interest');
  if ((method === 'balloon') !== (balloonMinor !== undefined))
    throw invalid('balloon is given with the method "balloon", and only with it', 'balloon');
  if (balloonMinor !== undefined && balloonMinor >= principalMinor)
    throw invalid('balloon must be below the principal', 'balloon');
  if ((method === 'step-up') !== (terms.step !== undefined))
    throw invalid('step is given with the method "step-up", and only with it', 'step');
  if (upfrontFeesOf(terms) >= principalMinor)
    throw invalid('fees at the disbursement leave nothing of the loan', 'fees');
  if (graceOnPrincipal >= periods)
    throw invalid('graceOnPrincipal must leave one instalment', 'graceOnPrincipal');
  if (graceOnInterest >= periods)
    throw invalid('graceOnInterest must leave one instalment', 'graceOnInterest');
  if (moratorium >= periods) throw invalid('moratorium must leave one instalment', 'moratorium');
  if (method === 'bullet' && graceOnPrincipal + graceOnInterest + moratorium > 0)
    throw invalid('a bullet loan has one instalment, so there is nothing to grant grace on', 'method');
}

function positive(text: string, currency: CurrencyCode, path: string): bigint {
  const minor = parseMinor(text, currency, path);
  if (minor <= 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, path);
  return minor;
}

function boundedRate(text: string, isFor: ScheduleTerms['rateIsFor'], path: string): Rate {
  const rate = parseRate(text, path);
  const highest = isFor === 'day' ? dailyRateMax : annualRateMax;
  if (rate.units >= 0n && rate.units <= highest.units) return rate;
  throw invalid(`it must be from 0 to ${isFor === 'day' ? '0.1' : '10'}: 0.18 is 18 %`, path);
}

function firstDueOnOf(given: Given, disbursedOn: BusinessDate): { firstDueOn?: BusinessDate } {
  if (given.firstDueOn === undefined) return {};
  const firstDueOn = parseBusinessDate(given.firstDueOn, 'firstDueOn');
  if (firstDueOn <= disbursedOn) throw invalid('firstDueOn must be after disbursedOn', 'firstDueOn');
  return { firstDueOn };
}

function rateChangesOf(
  given: Given,
  isFor: ScheduleTerms['rateIsFor'],
  disbursedOn: BusinessDate,
): RateChange[] {
  const name = isFor === 'day' ? 'dailyRate' : 'annualRate';
  let before = disbursedOn;
  return given.rateChanges.map((change, index) => {
    const path = `rateChanges[${index}]`;
    const rate = change[name];
    if (rate === undefined)
      throw invalid(`the loan has a ${name}, so its changes have one too`, `${path}.${name}`);
    const from = parseBusinessDate(change.from, `${path}.from`);
    if (from <= before) throw invalid('rate changes come in order, after disbursedOn', `${path}.from`);
    before = from;
    return { from, rate: boundedRate(rate, isFor, `${path}.${name}`) };
  });
}

function feeOf(fee: Given['fees'][number], currency: CurrencyCode, path: string): Fee {
  const name = fee.name === undefined ? {} : { name: fee.name };
  if ((fee.amount === undefined) === (fee.rate === undefined))
    throw invalid('a fee has either amount or rate', path);
  if (fee.rate !== undefined) {
    const rate = parseRate(fee.rate, `${path}.rate`);
    if (rate.units < 0n || rate.units >= parseRate('1').units)
      throw invalid('it must be from 0 to below 1', `${path}.rate`);
    return { ...name, charged: fee.charged, rate };
  }
  const amountMinor = parseMinor(fee.amount ?? '', currency, `${path}.amount`);
  if (amountMinor < 0n) throw new Fault('AMOUNT_NOT_POSITIVE', {}, `${path}.amount`);
  return { ...name, charged: fee.charged, amountMinor };
}

function calendarOf(given: NonNullable<Given['holidays']>): BusinessDayCalendar {
  const days = (texts: readonly string[], name: string): ReadonlySet<BusinessDate> =>
    new Set(texts.map((text, index) => parseBusinessDate(text, `holidays.${name}[${index}]`)));
  const published = given.calendar === 'CN' ? chineseHolidays : [];
  const known = (name: 'holidays' | 'workdays', own: ReadonlySet<BusinessDate>): ReadonlySet<BusinessDate> =>
    new Set([...published.flatMap((year) => year[name]), ...own]);
  return {
    convention: given.convention,
    weekend: given.weekend ?? (given.calendar === undefined ? [] : saturdayAndSunday),
    holidays: known('holidays', days(given.dates, 'dates')),
    workdays: known('workdays', days(given.workdays, 'workdays')),
    ...(given.knownUntil === undefined
      ? {}
      : { knownUntil: parseBusinessDate(given.knownUntil, 'holidays.knownUntil') }),
  };
}

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function invalid(problem: string, path: string): Fault {
  return new Fault('INPUT_INVALID', { problem }, path);
}
