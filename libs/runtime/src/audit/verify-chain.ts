import type { KeyObject } from 'node:crypto';
import { toEpochMs, type Instant } from '@fanxing/kernel';
import { isSigned, keyIdOf, type Anchor } from './anchor.js';
import { hashOfRecord, type AuditRecord } from './audit-record.js';
import { hashInSeal, hashOfSeal, type Seal } from './seal.js';

/** One tenant's log in one environment. */
export interface ChainName {
  readonly tenantId: string;
  readonly environment: string;
}

/** A seal with the records that were found for it. */
export interface SealedRecords {
  readonly seal: Seal;
  readonly records: readonly AuditRecord[];
}

/** No tenant may keep its records shorter (a check of `audit.retention`). */
const keptYearsMin = 3;
/** Records go by the age of their seal, which is anchored a moment later, or when whoever does that is there again. */
const anchoredWithinMs = 86_400_000;

/** What is to be verified, wherever it stands: a database or an exported file. */
export interface ChainSource extends ChainName {
  /** In the order of their sequence. */
  readonly seals: AsyncIterable<SealedRecords>;
  /** Every anchor of this chain that the file outside the database holds, or the export. */
  readonly anchors: readonly Anchor[];
  /** Anchors that the database has listed and that file does not hold; there may be none. */
  readonly lostAnchors?: readonly Anchor[];
  /** The last seal that the database's own directory of chains knows of. */
  readonly sealedThrough?: string | undefined;
  /** Now: what is not there must be as old as records have to become before they may go. Undefined: that is not looked at. */
  readonly verifiedAt?: Instant | undefined;
  /** Whether every record of a seal must be here; false for an export of what a search found. */
  readonly isComplete: boolean;
  /** Whether this may begin after the first seal without an anchor that says so: a part of a chain. */
  readonly isPart: boolean;
  /** Ids of records that no seal holds and that do not wait for one. */
  strays(): Promise<readonly string[]>;
}

/** Which link is broken, and how. */
export interface ChainBreak extends ChainName {
  readonly problem:
    'changed' | 'missing' | 'inserted' | 'anchor differs' | 'anchor missing' | 'anchor forged';
  /** The seal where it was found; null for a record that no seal holds. */
  readonly seal: string | null;
  /** Null when it is the seal itself. */
  readonly eventId: string | null;
  readonly explanation: string;
}

export interface ChainReport extends ChainName {
  readonly seals: number;
  readonly events: number;
  readonly anchors: number;
  /** Through which seal the chain is vouched for outside of the database; null for none. */
  readonly anchoredThrough: string | null;
  /** The first seal that is kept. */
  readonly firstSeal: string | null;
  readonly lastSeal: string | null;
  /** The first broken link; null when the chain holds. */
  readonly broken: ChainBreak | null;
}

/**
 * Walks a chain from its first seal and stops at the first link that does not hold. `keys` are the public keys whose anchors
 * are believed. `progress` is told now and then how many records have been seen.
 */
export async function verifyChain(
  source: ChainSource,
  keys: readonly KeyObject[],
  progress: (events: number) => void = () => undefined,
): Promise<ChainReport> {
  const walk = new ChainWalk(source, keys);
  let broken = walk.forgedAnchor();
  if (!broken) {
    for await (const sealed of source.seals) {
      broken = walk.step(sealed);
      progress(walk.events);
      if (broken) break;
    }
  }
  broken ??= walk.end() ?? (await strayIn(source));
  const { tenantId, environment } = source;
  const { seals, events, anchored, anchoredThrough, firstSeal, previous } = walk;
  const lastSeal = previous?.sequence ?? null;
  return {
    tenantId,
    environment,
    seals,
    events,
    anchors: anchored,
    anchoredThrough,
    firstSeal,
    lastSeal,
    broken,
  };
}

class ChainWalk {
  seals = 0;
  events = 0;
  anchored = 0;
  anchoredThrough: string | null = null;
  firstSeal: string | null = null;
  previous: Seal | undefined;
  private readonly anchors: ReadonlyMap<string, readonly Anchor[]>;

  constructor(
    private readonly source: ChainSource,
    private readonly keys: readonly KeyObject[],
  ) {
    this.anchors = groupBySequence(source.anchors);
  }

  /** An anchor that none of the known keys has signed. */
  forgedAnchor(): ChainBreak | null {
    const keys = new Map(this.keys.map((key) => [keyIdOf(key), key]));
    for (const anchor of this.source.anchors) {
      const key = keys.get(anchor.keyId);
      if (!key)
        return this.broken('anchor forged', anchor.sequence, null, `key ${anchor.keyId} is not known`);
      if (!isSigned(anchor, key))
        return this.broken('anchor forged', anchor.sequence, null, 'its signature does not hold');
    }
    return null;
  }

  step({ seal, records }: SealedRecords): ChainBreak | null {
    const broken = this.sealBreak(seal) ?? this.recordBreak(seal, records) ?? this.anchorBreak(seal);
    this.firstSeal ??= seal.sequence;
    this.seals += 1;
    this.events += records.length;
    this.previous = seal;
    return broken;
  }

  end(): ChainBreak | null {
    const last = BigInt(this.previous?.sequence ?? 0);
    const beyond = this.source.anchors.find(({ sequence }) => BigInt(sequence) > last);
    if (beyond && !this.source.isPart) {
      const lost = (last + 1n).toString();
      return this.broken(
        'missing',
        lost,
        null,
        `an anchor says that the chain had reached seal ${beyond.sequence}`,
      );
    }
    const { sealedThrough = '0', lostAnchors = [] } = this.source;
    if (BigInt(sealedThrough) > last)
      return this.broken(
        'missing',
        (last + 1n).toString(),
        null,
        `the directory of chains says that it had reached seal ${sealedThrough}`,
      );
    const [lost] = lostAnchors;
    if (!lost) return null;
    return this.broken('anchor missing', lost.sequence, null, 'the file of anchors does not hold it');
  }

  private sealBreak(seal: Seal): ChainBreak | null {
    const { sequence, previousHash } = seal;
    if (hashOfSeal(seal) !== seal.hash)
      return this.broken('changed', sequence, null, 'the seal is not what its hash says');
    if (!this.previous) return this.startBreak(seal);
    const wanted = (BigInt(this.previous.sequence) + 1n).toString();
    if (sequence !== wanted) {
      if (!this.source.isComplete) return null;
      return this.broken(
        'missing',
        wanted,
        null,
        `after seal ${this.previous.sequence} comes seal ${sequence}`,
      );
    }
    if (previousHash === this.previous.hash) return null;
    return this.broken('changed', sequence, null, `it does not follow from seal ${this.previous.sequence}`);
  }

  /** A chain begins with seal 1, or where an anchor vouches for the seal before: older ones have expired. */
  private startBreak({ sequence, previousHash }: Seal): ChainBreak | null {
    if (sequence === '1') return null;
    const before = (BigInt(sequence) - 1n).toString();
    const vouching = this.anchors.get(before);
    const vouched = vouching?.find(({ hash }) => hash === previousHash);
    if (vouched) return this.expiryBreak(vouched);
    if (vouching) return this.broken('anchor differs', before, null, `seal ${sequence} follows from another`);
    if (this.source.isPart) return null;
    const explanation = `the chain begins with seal ${sequence} and no anchor vouches for that`;
    return this.broken('missing', before, null, explanation);
  }

  /** An anchor vouches for where a chain begins, and its age for that what was before has gone by the rules. */
  private expiryBreak({ sequence, anchoredAt }: Anchor): ChainBreak | null {
    const { verifiedAt, isPart } = this.source;
    if (verifiedAt === undefined || isPart) return null;
    const oldest = new Date(toEpochMs(verifiedAt));
    oldest.setUTCFullYear(oldest.getUTCFullYear() - keptYearsMin);
    if (toEpochMs(anchoredAt) <= oldest.getTime() + anchoredWithinMs) return null;
    const explanation = `it was anchored on ${anchoredAt}, and records are kept for ${keptYearsMin} years at least`;
    return this.broken('missing', sequence, null, explanation);
  }

  private recordBreak(seal: Seal, records: readonly AuditRecord[]): ChainBreak | null {
    const found = new Map(records.map((record) => [record.id, record]));
    for (const [place, id] of seal.eventIds.entries()) {
      const record = found.get(id);
      found.delete(id);
      if (!record) {
        if (this.source.isComplete) return this.broken('missing', seal.sequence, id, 'the seal holds it');
      } else if (!hashOfRecord(record).equals(hashInSeal(seal, place))) {
        return this.broken('changed', seal.sequence, id, 'it is not what was sealed');
      }
    }
    const [extra] = found.keys();
    return extra === undefined
      ? null
      : this.broken('inserted', seal.sequence, extra, 'the seal does not hold it');
  }

  private anchorBreak({ sequence, hash }: Seal): ChainBreak | null {
    for (const anchor of this.anchors.get(sequence) ?? []) {
      if (anchor.hash !== hash)
        return this.broken(
          'anchor differs',
          sequence,
          null,
          `it was anchored on ${anchor.anchoredAt} with another hash`,
        );
      this.anchored += 1;
      this.anchoredThrough = sequence;
    }
    return null;
  }

  private broken(
    problem: ChainBreak['problem'],
    seal: string | null,
    eventId: string | null,
    explanation: string,
  ): ChainBreak {
    const { tenantId, environment } = this.source;
    return { tenantId, environment, problem, seal, eventId, explanation };
  }
}

async function strayIn(source: ChainSource): Promise<ChainBreak | null> {
  const [eventId] = await source.strays();
  if (eventId === undefined) return null;
  const { tenantId, environment } = source;
  const explanation = 'no seal holds it and it does not wait for one';
  return { tenantId, environment, problem: 'inserted', seal: null, eventId, explanation };
}

function groupBySequence(anchors: readonly Anchor[]): Map<string, Anchor[]> {
  const groups = new Map<string, Anchor[]>();
  for (const anchor of anchors) groups.set(anchor.sequence, [...(groups.get(anchor.sequence) ?? []), anchor]);
  return groups;
}
