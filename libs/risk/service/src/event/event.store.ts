import { toEpochMs, type CurrencyCode, type Instant } from '@fanxing/kernel';
import type { CanonicalEvent } from '@fanxing/risk-events';
import type { EventDirection, IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataAccess, DataCategory } from '@fanxing/runtime/consent';
import {
  bigintArray,
  byteaArray,
  textArray,
  timestamptzArray,
  type ServiceDatabase,
  type TenantTransaction,
} from '@fanxing/runtime/database';
import type { KeyKeeper, TenantKeys } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { accountIndexes, type AccountIndexes } from './account-index.js';
import { noDetail, openDetails, sealDetails } from './sealed-event.js';

interface EventRow extends Record<string, unknown> {
  readonly id: string;
  readonly kind: string;
  readonly at: Instant;
  readonly amount_minor: string | null;
  readonly currency: CurrencyCode | null;
  readonly direction: EventDirection | null;
  readonly counterparty: string | null;
  readonly channel: string | null;
  readonly fields: IndicatorEvent['fields'] | null;
  readonly data_key: Buffer | null;
  readonly detail_sealed: Buffer | null;
}

/** An event with the category of data that its kind stands for. */
export interface CategorisedEvent extends CanonicalEvent {
  readonly category: DataCategory;
}

/** What to add, and how. */
export interface EventAddition {
  readonly events: readonly CategorisedEvent[];
  /** The event that a correction is about. */
  readonly rootOf: (event: CategorisedEvent) => string | null;
  /** Whether some of them are likely to be known. */
  readonly mayBeKnown: boolean;
}

const uniqueViolation = '23505';

/**
 * Adds events that are not known by their id; answers the ids of those that were new. Of events with one id the first is taken.
 * To ask for each row whether it is there costs the database half as much again as to add it: that is done only where some may be.
 */
export async function addEvents(
  transaction: TenantTransaction,
  keys: TenantKeys,
  { events, rootOf, mayBeKnown }: EventAddition,
): Promise<ReadonlySet<string>> {
  const different = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].reverse();
  if (different.length === 0) return new Set();
  const ordered = inOrderOfIndex(different);
  const accounts = accountIndexes(keys, ordered);
  const parameters = parametersOf(transaction, keys, ordered, accounts, rootOf);
  await addOwnAccounts(transaction, accounts);
  if (!mayBeKnown && (await addAllOrNone(transaction, parameters)))
    return new Set(different.map(({ id }) => id));
  const rows = await transaction.query<{ id: string }>(
    'add events that are new',
    `${insertion} ON CONFLICT (tenant_id, environment, id) DO NOTHING RETURNING id`,
    parameters,
  );
  return new Set(rows.map(({ id }) => id));
}

const insertion = `INSERT INTO risk.event (tenant_id, environment, id, borrower_id, kind, at, amount_minor, currency, direction, data_key, detail_sealed, category, corrects,
                             counterparty_index)
     SELECT $1, $2, given.* FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::text[], $9::text[],
                                        $10::bytea[], $11::bytea[], $12::text[], $13::text[], $14::bytea[]) AS given`;

function addOwnAccounts({ query, context }: TenantTransaction, { own }: AccountIndexes): Promise<unknown> {
  return query('add own accounts', 'SELECT risk.add_own_accounts($1, $2, $3, $4)', [
    context.tenantId,
    context.environment,
    byteaArray(own.map(({ index }) => index)),
    textArray(own.map(({ borrowerId }) => borrowerId)),
  ]);
}

/** Answers whether all of them were new; else nothing is added. */
async function addAllOrNone({ query }: TenantTransaction, parameters: readonly unknown[]): Promise<boolean> {
  await query('before events are added', 'SAVEPOINT before_events');
  try {
    await query('add events', insertion, parameters);
  } catch (error) {
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
    await query('take events back', 'ROLLBACK TO SAVEPOINT before_events');
    return false;
  }
  await query('after events were added', 'RELEASE SAVEPOINT before_events');
  return true;
}

/**
 * Rows in the order of the index by borrower cost it a third less. Corrections are received in the order in which they stand: of two of
 * one event the later counts.
 */
function inOrderOfIndex(events: readonly CategorisedEvent[]): readonly CategorisedEvent[] {
  if (events.some(({ corrects }) => corrects !== null)) return events;
  return events.toSorted((one, other) =>
    one.borrowerId === other.borrowerId
      ? one.at < other.at
        ? -1
        : 1
      : one.borrowerId < other.borrowerId
        ? -1
        : 1,
  );
}

function parametersOf(
  { context }: TenantTransaction,
  keys: TenantKeys,
  events: readonly CategorisedEvent[],
  { counterparties }: AccountIndexes,
  rootOf: EventAddition['rootOf'],
): unknown[] {
  const sealed = sealDetails(keys, events);
  return [
    context.tenantId,
    context.environment,
    textArray(events.map((event) => event.id)),
    textArray(events.map((event) => event.borrowerId)),
    textArray(events.map((event) => event.kind)),
    timestamptzArray(events.map((event) => toEpochMs(event.at))),
    bigintArray(events.map((event) => event.amountMinor)),
    textArray(events.map((event) => event.currency)),
    textArray(events.map((event) => event.direction)),
    byteaArray(sealed.map(({ dataKey }) => dataKey)),
    byteaArray(sealed.map(({ detail }) => detail)),
    textArray(events.map((event) => event.category)),
    textArray(events.map(rootOf)),
    byteaArray(counterparties),
  ];
}

/**
 * The borrower's events that the access covers, strictly before `asOf`, as far as they had been received by `knownUntil`.
 * One round trip. Fails with CONSENT_REQUIRED when the access names what its purpose does not need.
 */
export async function eventsFor(
  database: ServiceDatabase,
  keeper: KeyKeeper,
  context: TenantContext,
  { borrowerId, purpose, categories }: DataAccess,
  asOf: Instant,
  knownUntil: Instant | null,
): Promise<IndicatorEvent[]> {
  const rows = await database.call<EventRow>(context, 'risk.events_for', [
    purpose,
    categories,
    borrowerId,
    asOf,
    knownUntil,
  ]);
  const details = await keeper.using(context, (keys) => openDetails(keys, borrowerId, rows));
  return rows.map((row, place) => ({
    id: row.id,
    borrowerId,
    kind: row.kind,
    at: row.at,
    amountMinor: row.amount_minor === null ? null : BigInt(row.amount_minor),
    currency: row.currency,
    direction: row.direction,
    ...(details[place] ?? noDetail),
  }));
}
