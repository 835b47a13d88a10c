import { Fault, parseInstant, parseMoney, toEpochMs, type Instant } from '@fanxing/kernel';
import type { CanonicalEvent, EventFields, GivenEvent } from './canonical-event.js';

const idLengthMax = 128;
const textLengthMax = 256;
const fieldsMax = 50;
const kindPattern = /^[a-z][A-Za-z0-9]{0,39}$/;
const zero = '\0';

/**
 * Reads an event as a bank sends it. `latest` is the last moment at which anything can have happened. Says where it fails, with
 * INPUT_INVALID, EVENT_IN_FUTURE, or as amounts and times do.
 */
export function parseEvent(given: GivenEvent, latest: Instant, path: string): CanonicalEvent {
  const at = parseInstant(given.at, `${path}.at`);
  if (isAfter(at, latest)) throw new Fault('EVENT_IN_FUTURE', { at, latest }, `${path}.at`);
  if (!kindPattern.test(given.kind))
    refuse('kind must be a word in camelCase, such as payment', `${path}.kind`);
  const id = idOf(given.id, `${path}.id`);
  return {
    id,
    borrowerId: given.borrowerId,
    kind: given.kind,
    at,
    ...amountOf(given, path),
    direction: directionOf(given.direction, `${path}.direction`),
    counterparty: textOf(given.counterparty, `${path}.counterparty`),
    channel: textOf(given.channel, `${path}.channel`),
    fields: fieldsOf(given.fields ?? {}, `${path}.fields`),
    corrects: correctedBy(id, given.corrects ?? null, `${path}.corrects`),
  };
}

/** As text, unless a year of more than four digits is among them. */
function isAfter(one: Instant, other: Instant): boolean {
  return one.length === other.length ? one > other : toEpochMs(one) > toEpochMs(other);
}

function idOf(id: string, path: string): string {
  return id === '' || id.length > idLengthMax || id.includes(zero)
    ? refuse(`id must have 1 to ${idLengthMax} characters`, path)
    : id;
}

function correctedBy(id: string, corrects: string | null, path: string): string | null {
  if (corrects === null) return null;
  if (corrects === id) refuse('an event can not correct itself', path);
  return idOf(corrects, path);
}

function amountOf(given: GivenEvent, path: string): Pick<CanonicalEvent, 'amountMinor' | 'currency'> {
  const { amount, currency } = given;
  if ((amount ?? null) === null && (currency ?? null) === null) return { amountMinor: null, currency: null };
  if (typeof amount !== 'string' || typeof currency !== 'string')
    return refuse('amount, a decimal text, and currency come together', `${path}.amount`);
  return { amountMinor: parseMoney(amount, currency, `${path}.amount`).minor, currency };
}

function directionOf(direction: GivenEvent['direction'], path: string): CanonicalEvent['direction'] {
  if (direction === null || direction === undefined) return null;
  if (direction === 'IN') return 'in';
  return direction === 'OUT' ? 'out' : refuse('direction must be IN or OUT', path);
}

function textOf(text: string | null | undefined, path: string): string | null {
  if (text === null || text === undefined || text === '') return null;
  return text.length > textLengthMax || text.includes(zero)
    ? refuse(`the text must have at most ${textLengthMax} characters, none of them zero`, path)
    : text;
}

function fieldsOf(value: unknown, path: string): EventFields {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return refuse('fields must be an object', path);
  const entries = Object.entries(value as Record<string, unknown>);
  if (entries.length > fieldsMax) refuse(`an event has at most ${fieldsMax} fields`, path);
  for (const [name, field] of entries) {
    const fits =
      field === null ||
      (typeof field === 'number' && Number.isFinite(field)) ||
      (typeof field === 'string' && field.length <= textLengthMax);
    if (!fits) refuse(`field "${name.slice(0, 64)}" must be a number, a text or null`, path);
  }
  return value as EventFields;
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
