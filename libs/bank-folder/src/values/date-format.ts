import { invalid } from '../manifest/invalid.js';
import type { WallTime } from './local-time.js';

/** What a cell says: what clocks show, with the offset from UTC if it says that too, or an exact moment. */
export type ReadDate = { readonly wall: WallTime; readonly offsetMs?: number } | { readonly epochMs: number };

/** The parts that a cell gave, before they make a time. */
interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly fraction?: string;
  readonly offset?: string;
}

const iso =
  /^(\d{4})([-/])(\d{2})\2(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const basic = /^(\d{4})(\d{2})(\d{2})$/;
const epoch = /^-?\d+(\.\d+)?$/;
const epochSecondsMax = 1e11;
/** From the year 1020 to the year 9999: what four digits of a year can say. */
const [epochMsMin, epochMsMax] = [-3e13, 2.534e14];

/**
 * How the cells of a date column are read; undefined for a cell that says no date.
 *
 * Without a format, or with `iso`: `2005-09-30` (or with slashes, or `20050930`), with a time after `T` or a blank, with
 * an offset or without. Without a format, 10 digits are seconds since 1970 and 13 digits milliseconds; with `epoch`
 * any number is (from 1e11 on, milliseconds).
 *
 * Else a format of yyyy yy MMM MM M dd d HH H mm ss SSS XXX and what stands between them; text in single quotes is
 * itself. strptime's %Y %y %m %d %H %M %S %b %f %z are understood too. yy from 69 is 19yy, else 20yy.
 * Fails with INPUT_INVALID for a format that is none.
 */
export function dateReader(format: string | undefined, path: string): (text: string) => ReadDate | undefined {
  if (format === undefined)
    return (text) => readIso(text) ?? (/^(\d{10}|\d{13})$/.test(text) ? readEpoch(text) : undefined);
  if (format.toLowerCase() === 'iso') return readIso;
  if (format.toLowerCase() === 'epoch') return readEpoch;
  return patternReader(format, path);
}

function readIso(text: string): ReadDate | undefined {
  const match = iso.exec(text);
  if (match) {
    const [, year, , month, day, hour, minute, second, fraction, offset] = match;
    return assemble({
      ...{ year: Number(year), month: Number(month), day: Number(day) },
      ...{ hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) },
      ...(fraction === undefined ? {} : { fraction }),
      ...(offset === undefined ? {} : { offset }),
    });
  }
  const [, year, month, day] = basic.exec(text) ?? [];
  if (year === undefined) return undefined;
  return assemble({ year: Number(year), month: Number(month), day: Number(day) });
}

function readEpoch(text: string): ReadDate | undefined {
  if (!epoch.test(text)) return undefined;
  const value = Number(text);
  const epochMs = Math.round(Math.abs(value) >= epochSecondsMax ? value : value * 1000);
  return epochMs >= epochMsMin && epochMs < epochMsMax ? { epochMs } : undefined;
}

function assemble(parts: Parts): ReadDate {
  const wall: WallTime = {
    year: parts.year,
    month: parts.month,
    day: parts.day,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
    second: parts.second ?? 0,
    millisecond: Number((parts.fraction ?? '').slice(0, 3).padEnd(3, '0')),
  };
  return parts.offset === undefined ? { wall } : { wall, offsetMs: readOffsetMs(parts.offset) };
}

function readOffsetMs(offset: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const tokenPatterns: Readonly<Record<string, string>> = {
  yyyy: '(?<year>\\d{4})',
  yy: '(?<shortYear>\\d{2})',
  MMM: '(?<monthName>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  dd: '(?<day>\\d{2})',
  d: '(?<day>\\d{1,2})',
  HH: '(?<hour>\\d{2})',
  H: '(?<hour>\\d{1,2})',
  mm: '(?<minute>\\d{2})',
  ss: '(?<second>\\d{2})',
  SSS: '(?<fraction>\\d{1,9})',
  XXX: '(?<offset>[Zz]|[+-]\\d{2}:?\\d{2})',
};

const strptime: Readonly<Record<string, string>> = {
  ...{ '%Y': 'yyyy', '%y': 'yy', '%m': 'MM', '%d': 'dd', '%H': 'HH', '%M': 'mm', '%S': 'ss' },
  ...{ '%b': 'MMM', '%f': 'SSS', '%z': 'XXX' },
};

function patternReader(format: string, path: string): (text: string) => ReadDate | undefined {
  const pattern = compile(format, path);
  const digitsOnly = /^[A-Za-z]+$/.test(format);
  return (text) => {
    // A data frame writes a column of whole numbers with gaps as `930101.0`.
    const groups = pattern.exec(digitsOnly ? text.replace(/\.0$/, '') : text)?.groups;
    if (!groups) return undefined;
    const shortYear = Number(groups.shortYear);
    return assemble({
      year: groups.year === undefined ? shortYear + (shortYear >= 69 ? 1900 : 2000) : Number(groups.year),
      month:
        groups.month === undefined
          ? months.indexOf((groups.monthName ?? '').toLowerCase()) + 1
          : Number(groups.month),
      day: Number(groups.day),
      ...{
        hour: Number(groups.hour ?? 0),
        minute: Number(groups.minute ?? 0),
        second: Number(groups.second ?? 0),
      },
      ...(groups.fraction === undefined ? {} : { fraction: groups.fraction }),
      ...(groups.offset === undefined ? {} : { offset: groups.offset }),
    });
  };
}

function compile(format: string, path: string): RegExp {
  const familiar = format
    .replaceAll(/%[A-Za-z]/g, (directive) => strptime[directive] ?? directive)
    .replaceAll('YYYY', 'yyyy')
    .replaceAll('YY', 'yy')
    .replaceAll('DD', 'dd')
    .replaceAll('hh', 'HH');
  const pieces = familiar.match(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']/g) ?? [];
  const seen = new Set<string>();
  const body = pieces.map((piece) => {
    if (piece === 'T' || !/^[A-Za-z]/.test(piece)) return escape(piece.replaceAll("'", ''));
    const pattern = tokenPatterns[piece];
    const part = /<(\w+)>/.exec(pattern ?? '')?.[1];
    if (pattern === undefined || part === undefined || seen.has(part)) throw unusable(format, piece, path);
    seen.add(part);
    return pattern;
  });
  const whole =
    (seen.has('year') || seen.has('shortYear')) &&
    (seen.has('month') || seen.has('monthName')) &&
    seen.has('day');
  if (!whole)
    throw invalid(
      `the date format "${format}" must hold a year, a month and a day, such as dd.MM.yyyy`,
      path,
    );
  return new RegExp(`^${body.join('')}$`);
}

function unusable(format: string, piece: string, path: string): Error {
  const known = Object.keys(tokenPatterns).join(' ');
  return invalid(
    `the date format "${format}" can not be used because of "${piece}". It is made of ${known}, each part once, or is iso or epoch`,
    path,
  );
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
