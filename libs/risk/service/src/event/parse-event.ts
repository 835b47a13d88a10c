import { Fault, parseInstant, parseMoney, type Instant } from '@fanxing/kernel';
import type { IndicatorEvent } from '@fanxing/risk-indicators';
import type { EventInput } from '../generated/schema.js';

const idLengthMax = 128;
const textLengthMax = 256;
const fieldsMax = 50;
const kindPattern = /^[a-z][A-Za-z0-9]{0,39}$/;

/** Reads an event as a bank sends it. Fails with INPUT_INVALID, or as amounts and times do, and says where. */
export function parseEvent(input: EventInput, path: string): IndicatorEvent {
  if (input.id === '' || input.id.length > idLengthMax)
    refuse(`id must have 1 to ${idLengthMax} characters`, `${path}.id`);
  if (!kindPattern.test(input.kind))
    refuse('kind must be a word in camelCase, such as payment', `${path}.kind`);
  const { amountMinor, currency } = amountOf(input, path);
  return {
    id: input.id,
    borrowerId: input.borrowerId,
    kind: input.kind,
    at: parseInstant(input.at, `${path}.at`) satisfies Instant,
    amountMinor,
    currency,
    direction: input.direction === 'IN' ? 'in' : input.direction === 'OUT' ? 'out' : null,
    counterparty: textOf(input.counterparty, `${path}.counterparty`),
    channel: textOf(input.channel, `${path}.channel`),
    fields: fieldsOf(input.fields ?? {}, `${path}.fields`),
  };
}

function amountOf(input: EventInput, path: string): Pick<IndicatorEvent, 'amountMinor' | 'currency'> {
  const { amount, currency } = input;
  if ((amount ?? null) === null && (currency ?? null) === null) return { amountMinor: null, currency: null };
  if (typeof amount !== 'string' || typeof currency !== 'string')
    return refuse('amount and currency come together', `${path}.amount`);
  return { amountMinor: parseMoney(amount, currency, `${path}.amount`).minor, currency };
}

function textOf(text: string | null | undefined, path: string): string | null {
  if (text === null || text === undefined || text === '') return null;
  return text.length > textLengthMax
    ? refuse(`the text must have at most ${textLengthMax} characters`, path)
    : text;
}

function fieldsOf(value: unknown, path: string): IndicatorEvent['fields'] {
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
  return value as IndicatorEvent['fields'];
}

function refuse(problem: string, path: string): never {
  throw new Fault('INPUT_INVALID', { problem }, path);
}
