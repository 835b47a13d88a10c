import type { BusinessDate, Instant } from '@fanxing/kernel';
import { count, emptyProfile, type Profile } from '@fanxing/risk-events';
import {
  bigintArray,
  sentTogether,
  textArray,
  type TenantReading,
  type TenantTransaction,
} from '@fanxing/runtime/database';

/** Days of receipt, in UTC: from the first to the last, both included. */
export interface Days {
  readonly from: BusinessDate;
  readonly until: BusinessDate;
}

/** When the last event of a kind came from a source. */
export interface EventSource {
  readonly source: string;
  readonly kind: string;
  readonly latestAt: Instant;
  readonly receivedAt: Instant;
}

interface CountRow extends Record<string, unknown> {
  readonly kind: string;
  readonly field: string;
  readonly measure: string;
  readonly count: string;
}

interface SourceRow extends EventSource, Record<string, unknown> {}

/** How many sources with their kinds are told of. */
export const sourcesMax = 500;

/** Counts what a batch brought. `stripe`: in which rows, so that batches of one moment use different ones. */
export async function addProfiles(
  transaction: TenantTransaction,
  { source, stripe, at }: { readonly source: string; readonly stripe: number; readonly at: Instant },
  profiles: ReadonlyMap<string, Profile>,
): Promise<void> {
  const counts = [...profiles].flatMap(([kind, { fields }]) =>
    [...fields].flatMap(([field, measures]) =>
      [...measures].map(([measure, times]) => ({ kind, field, measure, times })),
    ),
  );
  if (counts.length === 0) return;
  const latest = [...profiles].flatMap(([kind, { latestAt }]) =>
    latestAt === null ? [] : [{ kind, latestAt }],
  );
  const { query, context } = transaction;
  const counted = query(
    'count events',
    // In the order of the key: two batches that count the same never wait for each other in a ring.
    `INSERT INTO risk.event_profile AS kept (tenant_id, environment, source, received_on, stripe, kind, field, measure, count)
     SELECT $1, $2, $3, ($4::timestamptz AT TIME ZONE 'UTC')::date, $5, given.*
     FROM (SELECT * FROM unnest($6::text[], $7::text[], $8::text[], $9::bigint[]) AS given (kind, field, measure, count)
           ORDER BY kind COLLATE "C", field COLLATE "C", measure COLLATE "C") AS given
     ON CONFLICT (tenant_id, environment, source, received_on, kind, field, measure, stripe)
     DO UPDATE SET count = kept.count + excluded.count`,
    [
      ...[context.tenantId, context.environment, source, at, stripe],
      textArray(counts.map(({ kind }) => kind)),
      textArray(counts.map(({ field }) => field)),
      textArray(counts.map(({ measure }) => measure)),
      bigintArray(counts.map(({ times }) => BigInt(times))),
    ],
  );
  if (latest.length === 0) return void (await counted);
  const noted = query(
    'note the last event of a source',
    `INSERT INTO risk.event_source AS kept (tenant_id, environment, source, stripe, received_at, kind, latest_at)
     SELECT $1, $2, $3, $4, $5, given.*
     FROM (SELECT * FROM unnest($6::text[], $7::timestamptz[]) AS given (kind, latest_at) ORDER BY kind COLLATE "C") AS given
     ON CONFLICT (tenant_id, environment, source, kind, stripe)
     DO UPDATE SET latest_at = greatest(kept.latest_at, excluded.latest_at), received_at = greatest(kept.received_at, excluded.received_at)`,
    [
      ...[context.tenantId, context.environment, source, stripe, at],
      latest.map(({ kind }) => kind),
      latest.map(({ latestAt }) => latestAt),
    ],
  );
  await sentTogether(counted, noted);
}

/** The profiles of what a source brought in some days, by kind. */
export async function profilesOf(
  { query, context }: TenantReading,
  source: string,
  { from, until }: Days,
): Promise<Map<string, Profile>> {
  const rows = await query<CountRow>(
    'profiles of a source',
    `SELECT kind, field, measure, sum(count)::bigint AS count FROM risk.event_profile
     WHERE tenant_id = $1 AND environment = $2 AND source = $3 AND received_on BETWEEN $4 AND $5
     GROUP BY kind, field, measure ORDER BY kind, field, measure`,
    [context.tenantId, context.environment, source, from, until],
  );
  const profiles = new Map<string, Profile>();
  for (const { kind, field, measure, count: times } of rows) {
    const profile = profiles.get(kind) ?? emptyProfile();
    profiles.set(kind, profile);
    count(profile, field, measure, Number(times));
  }
  return profiles;
}

/** The sources from which events came, by name and kind; of one, or of all. */
export async function sourcesOf(
  { query, context }: TenantReading,
  source: string | null,
): Promise<EventSource[]> {
  return query<SourceRow>(
    'sources of events',
    `SELECT source, kind, max(latest_at) AS "latestAt", max(received_at) AS "receivedAt" FROM risk.event_source
     WHERE tenant_id = $1 AND environment = $2 AND ($3::text IS NULL OR source = $3)
     GROUP BY source, kind ORDER BY source, kind LIMIT ${sourcesMax}`,
    [context.tenantId, context.environment, source],
  );
}
