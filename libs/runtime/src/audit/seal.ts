import { createHash } from 'node:crypto';
import type { Instant } from '@fanxing/kernel';
import { hashOfRecord, type AuditRecord } from './audit-record.js';
import { canonicalJson } from './canonical-json.js';

/** One link of a chain, as it is shown and exported. Hashes of links are hexadecimal. */
export interface Seal {
  readonly tenantId: string;
  readonly environment: string;
  /** From 1 on, without a gap; text, since it outgrows no number but a bigint. */
  readonly sequence: string;
  /** Null for the first. */
  readonly previousHash: string | null;
  readonly sealedAt: Instant;
  readonly eventIds: readonly string[];
  /** The events' hashes, 32 bytes each, in the order of their ids; base64. */
  readonly eventHashes: string;
  readonly hash: string;
}

/** What stands in the columns of `audit.shown_seal`. */
export const sealColumns = `tenant_id AS "tenantId", environment, sequence, "previousHash", "sealedAt", "eventIds", "eventHashes", hash`;

export const hashLength = 32;
const missing = Buffer.alloc(hashLength);

/**
 * Seals records, in the order of their ids, behind the seal before. One that waited for its seal and is gone is sealed as missing:
 * no content has the hash that stands for it.
 */
export function sealRecords(
  chain: { readonly tenantId: string; readonly environment: string },
  previous: { readonly sequence: string; readonly hash: string } | undefined,
  ids: readonly string[],
  records: readonly AuditRecord[],
  sealedAt: Instant,
): Seal {
  const found = new Map(records.map((record) => [record.id, hashOfRecord(record)]));
  const eventIds = [...ids].sort();
  const open = {
    ...chain,
    sequence: (BigInt(previous?.sequence ?? 0) + 1n).toString(),
    previousHash: previous?.hash ?? null,
    sealedAt,
    eventIds,
    eventHashes: Buffer.concat(eventIds.map((id) => found.get(id) ?? missing)).toString('base64'),
  };
  return { ...open, hash: hashOfSeal(open) };
}

/** SHA-256 of what a seal says: its place, the seal before, when, and the digest of its list of events. */
export function hashOfSeal(seal: Omit<Seal, 'hash'>): string {
  const { tenantId, environment, sequence, previousHash, sealedAt, eventIds, eventHashes } = seal;
  const link = { tenantId, environment, sequence, previousHash, sealedAt };
  const events = createHash('sha256')
    .update(canonicalJson(eventIds))
    .update(Buffer.from(eventHashes, 'base64'))
    .digest('hex');
  return createHash('sha256')
    .update(canonicalJson({ version: 1, ...link, count: eventIds.length, events }))
    .digest('hex');
}

/** The hash that a seal holds of its event at a place. */
export function hashInSeal(seal: Seal, place: number): Buffer {
  return Buffer.from(seal.eventHashes, 'base64').subarray(place * hashLength, (place + 1) * hashLength);
}
