import { Fault } from '@fanxing/kernel';
import type { EventDirection } from '../event.js';
import { aggregateDefinition, aggregateNames, isAggregate, type AggregateName } from './aggregate.js';
import { isFiltered, type FieldFilter, type Indicator } from './indicator.js';
import { escapeToken, kindOfToken, kindToken, unescapeToken } from './token.js';

/**
 * Reads a name such as `payments.in.qr.sum.30d` or `repayments.delayMonths.max.180d`:
 *
 *     kinds [ .in | .out ] [ .CHANNEL ] { .FIELD=VALUE } [ .MEASURE ] .AGGREGATE .WINDOW
 *
 * A channel is one of a few everyday words, or `channel=…`; fields stand in the order of their names; a measure is a
 * numeric field (left out: the amount); a field whose name is a word of this grammar has an `@` before it. Each
 * indicator has exactly one name. Fails with INDICATOR_UNKNOWN, which says why.
 */
export function parseIndicator(name: string): Indicator {
  const tokens = name.split('.');
  if (tokens.length < 3)
    refuse(name, 'it needs at least kinds, an aggregate and a window, as in payments.sum.30d');
  const [first = '', ...rest] = tokens;
  const kind = kindOfToken(first);
  if (kind === null) refuse(name, `"${first}" is not the plural of a kind of event, such as payments`);
  const windowDays = parseWindow(name, rest.pop() ?? '');
  const aggregate = parseAggregate(name, rest.pop() ?? '');
  const indicator: Indicator = { kind, ...parseMiddle(name, rest), aggregate, windowDays };
  checkMeaning(name, indicator);
  const canonical = formatIndicator(indicator);
  if (canonical !== name) refuse(name, `it is written ${canonical}`);
  return indicator;
}

/** The one name of an indicator; {@link parseIndicator} reads it back to the same indicator. */
export function formatIndicator(indicator: Indicator): string {
  const tokens = [kindToken(indicator.kind)];
  if (indicator.direction !== null) tokens.push(indicator.direction);
  if (indicator.channel !== null) tokens.push(channelToken(indicator.channel));
  for (const { field, value } of indicator.fields) tokens.push(`${fieldToken(field)}=${escapeToken(value)}`);
  if (indicator.measure !== null) tokens.push(fieldToken(indicator.measure));
  tokens.push(indicator.aggregate, indicator.windowDays === null ? 'all' : `${indicator.windowDays}d`);
  return tokens.join('.');
}

/** Channels that need no `channel=`. Frozen: a new word here would change what a stored name means. */
const channelWords = new Set(
  'qr ecommerce transfer card cash pos atm wallet app web branch agent cheque standingorder directdebit'.split(
    ' ',
  ),
);
const grammarWords = new Set(['in', 'out', 'channel', 'kind', ...channelWords]);

function channelToken(channel: string): string {
  return channelWords.has(channel) ? channel : `channel=${escapeToken(channel)}`;
}

function fieldToken(field: string): string {
  return grammarWords.has(field) ? `@${field}` : escapeToken(field);
}

interface Middle {
  readonly direction: EventDirection | null;
  readonly channel: string | null;
  readonly fields: readonly FieldFilter[];
  readonly measure: string | null;
}

function parseMiddle(name: string, tokens: readonly string[]): Middle {
  let direction: EventDirection | null = null;
  let channel: string | null = null;
  let measure: string | null = null;
  const fields = new Map<string, string>();
  for (const token of tokens) {
    const equals = token.indexOf('=');
    if (measure !== null) refuse(name, `"${token}" stands after the measure: filters come first`);
    if (token === 'in' || token === 'out') direction = token;
    else if (channelWords.has(token)) channel = token;
    else if (token.startsWith('channel=')) channel = readToken(name, token.slice('channel='.length));
    else if (equals < 0) measure = readField(name, token);
    else fields.set(readField(name, token.slice(0, equals)), readToken(name, token.slice(equals + 1)));
  }
  return { direction, channel, fields: sortedFields(fields), measure };
}

/** By code unit, not by a locale, so that a name is the same on every machine. */
function sortedFields(fields: ReadonlyMap<string, string>): FieldFilter[] {
  return [...fields]
    .map(([field, value]) => ({ field, value }))
    .sort((left, right) => (left.field < right.field ? -1 : 1));
}

function readField(name: string, token: string): string {
  const field = readToken(name, token.startsWith('@') ? token.slice(1) : token);
  if (field === '') refuse(name, 'a part between two dots is empty');
  return field;
}

function readToken(name: string, token: string): string {
  const text = unescapeToken(token);
  if (text === null) refuse(name, `"${token}" has a character that must be percent-encoded`);
  return text;
}

function parseWindow(name: string, token: string): number | null {
  if (token === 'all') return null;
  const match = /^([1-9]\d{0,3})d$/.exec(token);
  if (!match) refuse(name, `"${token}" is not a window such as 7d, 30d, 365d or all`);
  return Number(match[1]);
}

function parseAggregate(name: string, token: string): AggregateName {
  if (!isAggregate(token)) refuse(name, `"${token}" is none of the aggregates ${aggregateNames.join(', ')}`);
  return token;
}

function checkMeaning(name: string, indicator: Indicator): void {
  const { measured, needsFilter, needsWindow } = aggregateDefinition(indicator.aggregate);
  if (!measured && indicator.measure !== null) refuse(name, `${indicator.aggregate} measures no field`);
  if (needsFilter && !isFiltered(indicator))
    refuse(name, `${indicator.aggregate} without a filter is always 1`);
  if (needsWindow && indicator.windowDays === null)
    refuse(name, `${indicator.aggregate} needs a window of days`);
}

function refuse(name: string, problem: string): never {
  throw new Fault('INDICATOR_UNKNOWN', { indicator: name.slice(0, 200), problem });
}
