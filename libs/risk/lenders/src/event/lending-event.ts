import { Fault, parseInstant, toEpochMs } from '@fanxing/kernel';

/**
 * What can happen between a borrower and a lender: an application, a loan that was paid out, or an instalment that was not
 * paid when it was due.
 */
export const lendingEventKinds = ['application', 'loan', 'overdue'] as const;
export type LendingEventKind = (typeof lendingEventKinds)[number];

/** One thing that happened between a borrower and a lender. */
export interface LendingEvent {
  /** Whoever tells it gives the same event the same id; told twice, it counts once. */
  readonly id: string;
  readonly kind: LendingEventKind;
  /** Milliseconds since 1970 (UTC). Whoever takes events in refuses those of the future: the newest one moves what is too late. */
  readonly atMs: number;
  readonly borrower: string;
  readonly lender: string;
  /** What the borrower used, if it is known; others may use the same. */
  readonly device?: string | undefined;
  readonly phone?: string | undefined;
}

/** Reads `{"id","kind","at","borrower","lender","device"?,"phone"?}`. Fails with INPUT_INVALID or INSTANT_MALFORMED. */
export function parseLendingEvent(fields: Readonly<Record<string, unknown>>): LendingEvent {
  const kind = lendingEventKinds.find((known) => known === fields['kind']);
  if (kind === undefined)
    throw new Fault('INPUT_INVALID', { problem: `"kind" is one of ${lendingEventKinds.join(', ')}` }, 'kind');
  return {
    id: textIn(fields, 'id'),
    kind,
    atMs: toEpochMs(parseInstant(textIn(fields, 'at'), 'at')),
    borrower: textIn(fields, 'borrower'),
    lender: textIn(fields, 'lender'),
    device: optionalTextIn(fields, 'device'),
    phone: optionalTextIn(fields, 'phone'),
  };
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string {
  const value = optionalTextIn(fields, name);
  if (value !== undefined) return value;
  throw new Fault('INPUT_INVALID', { problem: `an event needs "${name}" as text` }, name);
}

function optionalTextIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new Fault('INPUT_INVALID', { problem: `"${name}" must be a text that is not empty` }, name);
}
