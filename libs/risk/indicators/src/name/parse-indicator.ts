import { Fault } from '@fanxing/kernel';
import type { EventDirection } from '../event.js';
import { aggregateNames, isAggregate, type AggregateName } from './aggregate.js';
import { meaningProblem } from './check-indicator.js';
import {
  conditionNames,
  formatCondition,
  parseCondition,
  type Condition,
  type ConditionName,
} from './condition.js';
import { formatGrouping, parseGrouping, type Grouping } from './grouping.js';
import { transformNames, type FieldFilter, type Indicator, type Transform } from './indicator.js';
import { escapeToken, kindOfToken, kindToken, unescapeToken } from './token.js';
import { formatWindow, parseWindow } from './window.js';

/**
 * Reads a name such as `payments.in.qr.sum.30d` or `payments.in.weekdays:6-7.byDay:sum.max.90d`:
 *
 *     kinds [ .in | .out ] [ .CHANNEL ] { .FIELD=VALUE } { .CONDITION } [ .MEASURE ] [ .GROUP:INNER ] .[TRANSFORM:]AGGREGATE .WINDOW
 *
 * A channel is one of a few everyday words, or `channel=…`; fields stand in the order of their names; conditions
 * (`hours:18-24`, `weekdays:6-7`, `monthdays:1-10`, `amount:100-1000`, `counterparty:new`) in this order; a measure is a
 * numeric field (left out: the amount); a field whose name is a word of this grammar has an `@` before it; a group is
 * `byDay:sum` and the like; a window is `30d`, `all`, `30d@90d` or `30d/90d`. Each indicator has exactly one name. Fails
 * with INDICATOR_UNKNOWN, which says why.
 */
export function parseIndicator(name: string): Indicator {
  const tokens = name.split('.');
  if (tokens.length < 3)
    refuse(name, 'it needs at least kinds, an aggregate and a window, as in payments.sum.30d');
  const [first = '', ...rest] = tokens;
  const kind = kindOfToken(first);
  if (kind === null) refuse(name, `"${first}" is not the plural of a kind of event, such as payments`);
  const lastToken = rest.pop() ?? '';
  const window = parseWindow(lastToken);
  if (!window) refuse(name, `"${lastToken}" is not a window such as 7d, 30d, 365d, all, 30d@30d or 30d/90d`);
  const figure = parseFigure(name, rest.pop() ?? '');
  const indicator: Indicator = { kind, ...parseMiddle(name, rest), ...figure, ...window };
  const problem = meaningProblem(indicator);
  if (problem !== undefined) refuse(name, problem);
  const canonical = formatIndicator(indicator);
  if (canonical !== name) refuse(name, `it is written ${canonical}`);
  return indicator;
}

/** The one name of an indicator; {@link parseIndicator} reads it back to the same indicator. */
export function formatIndicator(indicator: Indicator): string {
  const figure = indicator.transform === null ? '' : `${indicator.transform}:`;
  return `${formatSource(indicator)}.${figure}${indicator.aggregate}.${formatWindow(indicator)}`;
}

/** The part of a name before the aggregate: which figures of which events. */
export function formatSource(indicator: Indicator): string {
  let text = formatFilter(indicator);
  if (indicator.measure !== null) text += `.${fieldToken(indicator.measure)}`;
  if (indicator.grouping !== null) text += `.${formatGrouping(indicator.grouping)}`;
  return text;
}

/** The first part of a name: which events. */
export function formatFilter(
  indicator: Pick<Indicator, 'kind' | 'direction' | 'channel' | 'fields' | 'conditions'>,
): string {
  let text = kindToken(indicator.kind);
  if (indicator.direction !== null) text += `.${indicator.direction}`;
  if (indicator.channel !== null) text += `.${channelToken(indicator.channel)}`;
  for (const { field, value } of indicator.fields) text += `.${fieldToken(field)}=${escapeToken(value)}`;
  for (const condition of indicator.conditions) text += `.${formatCondition(condition)}`;
  return text;
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
  direction: EventDirection | null;
  channel: string | null;
  fields: readonly FieldFilter[];
  conditions: readonly Condition[];
  measure: string | null;
  grouping: Grouping | null;
}

function parseMiddle(name: string, tokens: readonly string[]): Middle {
  let direction: EventDirection | null = null;
  let channel: string | null = null;
  let measure: string | null = null;
  let grouping: Grouping | null = null;
  const fields = new Map<string, string>();
  const conditions = new Map<ConditionName, Condition>();
  for (const token of tokens) {
    const equals = token.indexOf('=');
    const isColon = equals < 0 && token.includes(':');
    const group = isColon ? parseGrouping(token) : undefined;
    if (grouping !== null) refuse(name, `"${token}" stands after the group: filters come first`);
    else if (group) grouping = group;
    else if (measure !== null) refuse(name, `"${token}" stands after the measure: filters come first`);
    else if (isColon) addCondition(name, token, conditions);
    else if (token === 'in' || token === 'out') direction = token;
    else if (channelWords.has(token)) channel = token;
    else if (token.startsWith('channel=')) channel = readToken(name, token.slice('channel='.length));
    else if (equals < 0) measure = readField(name, token);
    else fields.set(readField(name, token.slice(0, equals)), readToken(name, token.slice(equals + 1)));
  }
  const inOrder = conditionNames.flatMap((what) => conditions.get(what) ?? []);
  return { direction, channel, fields: sortedFields(fields), conditions: inOrder, measure, grouping };
}

function addCondition(name: string, token: string, conditions: Map<ConditionName, Condition>): void {
  const condition = parseCondition(token);
  if (!condition)
    refuse(
      name,
      `"${token}" is neither a condition such as hours:18-24, weekdays:6-7, monthdays:1-10, amount:100-1000 or counterparty:new, nor a group such as byDay:sum`,
    );
  conditions.set(condition.what, condition);
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

function parseFigure(
  name: string,
  token: string,
): { readonly aggregate: AggregateName; readonly transform: Transform | null } {
  const transform = transformNames.find((word) => token.startsWith(`${word}:`)) ?? null;
  const aggregate = transform === null ? token : token.slice(transform.length + 1);
  if (!isAggregate(aggregate))
    refuse(name, `"${aggregate}" is none of the aggregates ${aggregateNames.join(', ')}`);
  return { aggregate, transform };
}

function refuse(name: string, problem: string): never {
  throw new Fault('INDICATOR_UNKNOWN', { indicator: name.slice(0, 200), problem });
}
