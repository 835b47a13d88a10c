import { faultTable, idKindOf, type FaultReason } from '@fanxing/kernel';

/**
 * All that may leave the process in a log line, a span or a metric, beside constant text. There is no key for a
 * name, an amount, a phone number or a free text, and none for the id of a person (borrower, user, consent).
 */
export interface SafeFields {
  readonly tenantId?: string | undefined;
  readonly environment?: string | undefined;
  /** The id of the thing the work is about: a loan, an application, an offer; never of a person. */
  readonly subjectId?: string | undefined;
  readonly eventId?: string | undefined;
  readonly jobId?: string | number | undefined;
  /** The trace under which a caller was told that something is recorded, where it is not the active one. */
  readonly traceId?: string | undefined;
  readonly service?: string | undefined;
  readonly contract?: string | undefined;
  readonly operation?: string | undefined;
  /** The type of an event, such as `loan.disbursed`. */
  readonly event?: string | undefined;
  readonly job?: string | undefined;
  readonly task?: string | undefined;
  readonly migration?: string | undefined;
  readonly mode?: string | undefined;
  readonly state?: string | undefined;
  readonly signal?: string | undefined;
  readonly method?: string | undefined;
  readonly version?: string | undefined;
  /** Where in a message something is wrong, such as `output.items[3].amount`. */
  readonly path?: string | undefined;
  readonly valueType?: string | undefined;
  readonly reason?: FaultReason | undefined;
  /** A code of a library or of the system, such as `ECONNREFUSED` or an SQLSTATE. */
  readonly code?: string | undefined;
  /** Scheme, host and port are kept; user, password, path and query are cut off. */
  readonly address?: string | undefined;
  readonly status?: number | undefined;
  readonly attempt?: number | undefined;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly waitMs?: number | undefined;
  readonly port?: number | undefined;
  readonly pid?: number | undefined;
  readonly bytes?: number | undefined;
  readonly sequence?: number | undefined;
}

type SafeValue = string | number;

/**
 * Keeps what is on the list and has its key's shape. What does not pass is left out, and `droppedFields` counts it,
 * so that a line tells of the mistake without repeating it.
 */
export function safeFields(fields: object): Record<string, SafeValue> {
  const kept: Record<string, SafeValue> = {};
  let dropped = 0;
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const shape = Object.hasOwn(shapes, key) ? shapes[key as keyof SafeFields] : undefined;
    const safe = shape?.(value);
    if (safe === undefined) dropped += 1;
    else kept[key] = safe;
  }
  if (dropped > 0) kept['droppedFields'] = dropped;
  return kept;
}

type Shape = (value: unknown) => SafeValue | undefined;

const shapes: Readonly<Record<keyof SafeFields, Shape>> = {
  tenantId: (value) => (typeof value === 'string' && idKindOf(value) === 'tenant' ? value : undefined),
  environment: (value) => (value === 'sandbox' || value === 'live' ? value : undefined),
  subjectId: idOfThing,
  eventId: idOfThing,
  jobId: (value) => idOfThing(value) ?? number(value),
  traceId: (value) => (typeof value === 'string' && /^[0-9a-f]{32}$/.test(value) ? value : undefined),
  service: word,
  contract: word,
  operation: word,
  event: word,
  job: word,
  task: word,
  migration: word,
  mode: word,
  state: word,
  signal: word,
  method: word,
  version: word,
  path: (value) => matching(value, /^[\w.[\]]{1,120}$/),
  valueType: word,
  reason: (value) => (typeof value === 'string' && Object.hasOwn(faultTable, value) ? value : undefined),
  code: (value) => matching(value, /^[A-Z0-9_]{2,40}$/),
  address: origin,
  status: number,
  attempt: number,
  count: number,
  durationMs: number,
  waitMs: number,
  port: number,
  pid: number,
  bytes: number,
  sequence: number,
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const idsOfPeople: ReadonlySet<string | undefined> = new Set([
  'borrower',
  'user',
  'consent',
  'subjectRequest',
  undefined,
]);

function idOfThing(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return uuid.test(value) || !idsOfPeople.has(idKindOf(value)) ? value : undefined;
}

function word(value: unknown): string | undefined {
  return matching(value, /^[A-Za-z][\w.:/-]{0,79}$/);
}

/** Six digits in a row could be part of a telephone, card or identity number: no code or name of ours has them. */
function matching(value: unknown, pattern: RegExp): string | undefined {
  return typeof value === 'string' && pattern.test(value) && !/\d{6}/.test(value) ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function origin(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, host } = new URL(value);
  return host === '' ? undefined : `${protocol}//${host}`;
}
