import type { CurrencyCode, Instant } from '@fanxing/kernel';
import type { CanonicalEvent } from '@fanxing/risk-events';
import type { EventDirection, IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataAccess, DataCategory } from '@fanxing/runtime/consent';
import type { ServiceDatabase, TenantTransaction } from '@fanxing/runtime/database';
import type { KeyKeeper, TenantKeys } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { accountIndexes } from './account-index.js';
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

/** Adds events that are not known by their id; answers the ids of those that were new. `rootOf`: what a correction is about. */
export async function addEvents(
  { query, context }: TenantTransaction,
  keys: TenantKeys,
  events: readonly CategorisedEvent[],
  rootOf: (event: CategorisedEvent) => string | null,
): Promise<ReadonlySet<string>> {
  const sealed = sealDetails(keys, events);
  const { counterparties, own } = accountIndexes(keys, events);
  const rows = await query<{ id: string }>(
    'add events',
    `INSERT INTO risk.event (tenant_id, environment, id, borrower_id, kind, at, amount_minor, currency, direction, data_key, detail_sealed, category, corrects,
                             counterparty_index)
     SELECT $1, $2, given.* FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::text[], $9::text[],
                                        $10::bytea[], $11::bytea[], $12::text[], $13::text[], $14::bytea[]) AS given
     ON CONFLICT (tenant_id, environment, id) DO NOTHING RETURNING id`,
    [
      context.tenantId,
      context.environment,
      events.map((event) => event.id),
      events.map((event) => event.borrowerId),
      events.map((event) => event.kind),
      events.map((event) => event.at),
      events.map((event) => event.amountMinor?.toString() ?? null),
      events.map((event) => event.currency),
      events.map((event) => event.direction),
      sealed.map(({ dataKey }) => dataKey),
      sealed.map(({ detail }) => detail),
      events.map((event) => event.category),
      events.map(rootOf),
      counterparties,
    ],
  );
  await query('add own accounts', 'SELECT risk.add_own_accounts($1, $2, $3, $4)', [
    context.tenantId,
    context.environment,
    own.map(({ index }) => index),
    own.map(({ borrowerId }) => borrowerId),
  ]);
  return new Set(rows.map(({ id }) => id));
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
