import type { CurrencyCode, Instant } from '@fanxing/kernel';
import type { EventDirection, IndicatorEvent } from '@fanxing/risk-indicators';
import type { DataAccess } from '@fanxing/runtime/consent';
import { sentTogether, type ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import type { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { EventBatch } from './event-batch.js';
import { noDetail, openDetails } from './sealed-event.js';

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

const uniqueViolation = '23505';

/**
 * Adds events that are not known by their id; answers the ids of those that were new.
 * To ask for each row whether it is there costs the database half as much again as to add it: that is done only where some may be.
 */
export async function addEvents(
  transaction: TenantTransaction,
  batch: EventBatch,
): Promise<ReadonlySet<string>> {
  if (batch.ids.size === 0) return batch.ids;
  const { query, context } = transaction;
  await addOwnAccounts(transaction, batch);
  const rows = await query<{ id: string }>(
    'add events that are new',
    `${insertion} ON CONFLICT (tenant_id, environment, id) DO NOTHING RETURNING id`,
    [context.tenantId, context.environment, ...batch.columns],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Adds events of which none is known; {@link isKnownEvent} tells whether it failed because one was, and the transaction with it. */
export async function addNewEvents(transaction: TenantTransaction, batch: EventBatch): Promise<void> {
  if (batch.ids.size === 0) return;
  const { query, context } = transaction;
  await sentTogether(
    addOwnAccounts(transaction, batch),
    query('add events', insertion, [context.tenantId, context.environment, ...batch.columns]),
  );
}

/** Whether a transaction has failed because an event was known that was to be new. */
export function isKnownEvent(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === uniqueViolation && constraint === 'event_pkey';
}

const insertion = `INSERT INTO risk.event (tenant_id, environment, id, borrower_id, kind, at, amount_minor, currency, direction, data_key, detail_sealed, category, corrects,
                             counterparty_index)
     SELECT $1, $2, given.* FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::text[], $9::text[],
                                        $10::bytea[], $11::bytea[], $12::text[], $13::text[], $14::bytea[]) AS given`;

function addOwnAccounts({ query, context }: TenantTransaction, { own }: EventBatch): Promise<unknown> {
  return query('add own accounts', 'SELECT risk.add_own_accounts($1, $2, $3, $4)', [
    context.tenantId,
    context.environment,
    ...own,
  ]);
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
