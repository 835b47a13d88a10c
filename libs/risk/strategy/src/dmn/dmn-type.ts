import { evaluate } from 'feelin';
import { Fault } from '@fanxing/kernel';

/** A type of FEEL as far as a value of JSON has to be read by it: JSON has no dates and durations. */
export type DmnType =
  | { readonly kind: 'date' | 'time' | 'date and time' | 'duration' }
  | { readonly kind: 'context'; readonly components: Readonly<Record<string, DmnType>> }
  | { readonly kind: 'as it is' };

export const asItIs: DmnType = { kind: 'as it is' };

const temporal: Readonly<Record<string, DmnType>> = {
  date: { kind: 'date' },
  time: { kind: 'time' },
  'date and time': { kind: 'date and time' },
  dateTime: { kind: 'date and time' },
  'days and time duration': { kind: 'duration' },
  dayTimeDuration: { kind: 'duration' },
  'years and months duration': { kind: 'duration' },
  yearMonthDuration: { kind: 'duration' },
};

/** A type that FEEL brings along, whatever prefix the file gives it. */
export function builtInType(name: string): DmnType | undefined {
  const plain = name.replace(/^\w+:/, '');
  return Object.hasOwn(temporal, plain) ? temporal[plain] : undefined;
}

/** The value that FEEL counts with. Fails with INPUT_INVALID where a text is no date, time or duration. */
export function typedValue(value: unknown, type: DmnType, path: string): unknown {
  if (value === null || value === undefined || type.kind === 'as it is') return value ?? null;
  if (Array.isArray(value)) return value.map((item, at) => typedValue(item, type, `${path}.${at}`));
  if (type.kind === 'context') {
    if (typeof value !== 'object') return value;
    const entries = Object.entries(value).map(
      ([name, part]) => [name, typedValue(part, type.components[name] ?? asItIs, `${path}.${name}`)] as const,
    );
    return Object.fromEntries(entries);
  }
  const read = evaluate(`${type.kind}(text)`, { text: value }).value ?? null;
  if (typeof value === 'string' && read !== null) return read;
  const problem = `${path} is ${JSON.stringify(value).slice(0, 60)}: give a ${type.kind} as text`;
  throw new Fault('INPUT_INVALID', { problem }, path);
}
