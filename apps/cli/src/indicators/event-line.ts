import { Fault, parseInstant, parseMoney } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';

/** What is wrong with one line, without its place. */
export class LineError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Reads `{"id","borrower","kind","at","direction","amount","currency","counterparty","channel", …}`. What has no place of
 * its own is a field: a number, a text, true or false; `fields` may hold some too. Fails with LineError.
 */
export function parseEventLine(line: string): IndicatorEvent {
  const row = objectOf(line);
  const { id, borrower, kind, at, direction, amount, currency, counterparty, channel, fields, ...rest } = row;
  try {
    return {
      id: required(id, 'id'),
      borrowerId: required(borrower, 'borrower'),
      kind: required(kind, 'kind'),
      at: parseInstant(required(at, 'at')),
      ...amountOf(amount, currency),
      direction: directionOf(direction),
      counterparty: optional(counterparty, 'counterparty'),
      channel: optional(channel, 'channel'),
      fields: fieldsOf({ ...rest, ...nested(fields) }),
    };
  } catch (error) {
    if (error instanceof Fault) throw new LineError(error.reason, error.message);
    throw error;
  }
}

function objectOf(line: string): Record<string, unknown> {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch {
    return refuse('the line is not JSON');
  }
  if (row === null || typeof row !== 'object' || Array.isArray(row))
    return refuse('the line is not an object');
  return row as Record<string, unknown>;
}

function required(value: unknown, name: string): string {
  const text = optional(value, name);
  return text === null || text === '' ? refuse(`${name} is missing`) : text;
}

function optional(value: unknown, name: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : refuse(`${name} must be a text`);
}

function amountOf(amount: unknown, currency: unknown): Pick<IndicatorEvent, 'amountMinor' | 'currency'> {
  const [figure, code] = [optional(amount, 'amount'), optional(currency, 'currency')];
  if (figure === null) return { amountMinor: null, currency: code };
  if (code === null) return refuse('an amount needs its currency');
  return { amountMinor: parseMoney(figure, code).minor, currency: code };
}

function directionOf(value: unknown): IndicatorEvent['direction'] {
  if (value === undefined || value === null || value === '') return null;
  return value === 'in' || value === 'out' ? value : refuse('direction must be in or out');
}

function nested(fields: unknown): Record<string, unknown> {
  if (fields === undefined || fields === null) return {};
  if (typeof fields !== 'object' || Array.isArray(fields)) return refuse('fields must be an object');
  return fields as Record<string, unknown>;
}

function fieldsOf(values: Record<string, unknown>): IndicatorEvent['fields'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'boolean') return [name, String(value)];
      if (value === null || typeof value === 'number' || typeof value === 'string') return [name, value];
      return refuse(`${name.slice(0, 64)} must be a number, a text, true, false or null`);
    }),
  );
}

function refuse(problem: string): never {
  throw new LineError('EVENT_MALFORMED', problem);
}
