import type { Instant } from '@fanxing/kernel';
import type { TenantReading, TenantTransaction } from '@fanxing/runtime/database';

export type SurroundingKind = 'work' | 'place';

/** Degrees that something spans, so that it is found by position. */
export interface Box {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** One of the works or places as a bank gave it; `content` is what `readSurroundings` of risk/places reads. */
export interface Surrounding {
  readonly id: string;
  readonly kind: SurroundingKind;
  readonly content: Readonly<Record<string, unknown>>;
  readonly cancelled: boolean;
}

/** What one of the works can span at most from south to north, in degrees (some 22 km): it bounds where a box can begin. */
export const spanMax = 0.2;

/** Adds a version of each: what was known at a moment stays known of it. Ids stand once in a call. */
export async function addSurroundings(
  { query, context }: TenantTransaction,
  given: readonly (Surrounding & { readonly box: Box })[],
): Promise<void> {
  await query('take turns to give surroundings', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 1901))', [
    `${context.tenantId}/${context.environment}`,
  ]);
  await query(
    'add surroundings',
    `INSERT INTO risk.surrounding (tenant_id, environment, id, version, kind, south, north, west, east, content, cancelled)
     SELECT $1, $2, given.id, 1 + coalesce((
              SELECT max(known.version) FROM risk.surrounding AS known
              WHERE known.tenant_id = $1 AND known.environment = $2 AND known.id = given.id), 0),
            given.kind, given.south, given.north, given.west, given.east, given.content::jsonb, given.cancelled
     FROM unnest($3::text[], $4::text[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::boolean[])
       AS given (id, kind, south, north, west, east, content, cancelled)`,
    [
      context.tenantId,
      context.environment,
      given.map(({ id }) => id),
      given.map(({ kind }) => kind),
      given.map(({ box }) => box.south),
      given.map(({ box }) => box.north),
      given.map(({ box }) => box.west),
      given.map(({ box }) => box.east),
      given.map(({ content }) => JSON.stringify(content)),
      given.map(({ cancelled }) => cancelled),
    ],
  );
}

interface SurroundingRow extends Surrounding, Record<string, unknown> {}

/**
 * What a bank had given by a moment that touches a box, each in the version that was the newest then, by id; what was cancelled is
 * left out. Something that was moved away is found by where it stands now.
 */
export async function surroundingsIn(
  { query, context }: TenantReading,
  { south, north, west, east }: Box,
  knownUntil: Instant | null,
  limit: number,
): Promise<Surrounding[]> {
  return query<SurroundingRow>(
    'surroundings in a box',
    `SELECT newest.id, newest.kind, newest.content, newest.cancelled
     FROM (SELECT DISTINCT id FROM risk.surrounding
           WHERE tenant_id = $1 AND environment = $2 AND south BETWEEN $3::float8 - $8::float8 AND $4 AND north >= $3 AND west <= $6 AND east >= $5
          ) AS near
     CROSS JOIN LATERAL (
       SELECT known.* FROM risk.surrounding AS known
       WHERE known.tenant_id = $1 AND known.environment = $2 AND known.id = near.id AND known.given_at <= coalesce($7::timestamptz, 'infinity')
       ORDER BY known.version DESC LIMIT 1) AS newest
     WHERE NOT newest.cancelled AND newest.north >= $3 AND newest.south <= $4 AND newest.west <= $6 AND newest.east >= $5
     ORDER BY newest.id LIMIT $9`,
    [context.tenantId, context.environment, south, north, west, east, knownUntil, spanMax, limit],
  );
}
