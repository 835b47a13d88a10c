import { ExaminedDatabases } from '../database/examined-databases.js';
import { anchorColumns, type Anchor } from './anchor.js';
import { recordColumns, type AuditRecord } from './audit-record.js';
import { sealColumns, type Seal } from './seal.js';
import type { ChainName, SealedRecords } from './verify-chain.js';

/** Which records: those that match everything that is given. */
export interface RecordFilter {
  readonly actorId?: string | undefined;
  readonly actorKind?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly action?: string | undefined;
  readonly service?: string | undefined;
  /** Reads of personal data for this purpose. */
  readonly purpose?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

const sealsAtATime = 200;
const recordsAtATime = 10_000;

/** Reads the audit log for whoever looks after a platform's databases: one tenant's environment at a time like everybody else. */
export class AuditArchive {
  private constructor(private readonly databases: ExaminedDatabases) {}

  /** Connects with a login that may put on the auditor's role. Fails with the driver's error. */
  static async open(databaseUrl: string): Promise<AuditArchive> {
    return new AuditArchive(await ExaminedDatabases.open(databaseUrl, 'fanxing audit'));
  }

  async close(): Promise<void> {
    await this.databases.close();
  }

  /** Every tenant's environments that have a log. */
  async chains(): Promise<ChainName[]> {
    return this.databases.worlds<ChainName>();
  }

  /** A chain's seals with their records, in order, those from `first` through `last`. */
  async *seals(chain: ChainName, first = '1', last = '9223372036854775807'): AsyncGenerator<SealedRecords> {
    for (let from = BigInt(first); ;) {
      const seals = await this.rows<Seal>(
        chain,
        `SELECT ${sealColumns} FROM audit.shown_seal
         WHERE tenant_id = $1 AND environment = $2 AND number >= $3 AND number <= $4 ORDER BY number LIMIT $5`,
        [from.toString(), last, sealsAtATime],
      );
      for (const part of inParts(seals)) yield* this.withRecords(chain, part);
      const end = seals.at(-1);
      if (seals.length < sealsAtATime || !end) return;
      from = BigInt(end.sequence) + 1n;
    }
  }

  /** The first and the last seal of those that hold a record of a time range; undefined when none does. */
  async sealRange(
    chain: ChainName,
    since: string | undefined,
    until: string | undefined,
  ): Promise<{ first: string; last: string } | undefined> {
    const [range] = await this.rows<{ first: string | null; last: string | null }>(
      chain,
      `SELECT min(number)::text AS first, max(number)::text AS last FROM audit.shown_seal AS seal
       WHERE tenant_id = $1 AND environment = $2 AND EXISTS (
         SELECT FROM audit.event WHERE tenant_id = $1 AND environment = $2 AND id = ANY (seal."eventIds")
           AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4))`,
      [since ?? null, until ?? null],
    );
    return range?.first && range.last ? { first: range.first, last: range.last } : undefined;
  }

  /** The anchors that the database has listed, oldest first. */
  async anchors(chain: ChainName): Promise<Anchor[]> {
    return this.rows<Anchor>(
      chain,
      `SELECT ${anchorColumns} FROM audit.shown_anchor WHERE tenant_id = $1 AND environment = $2 ORDER BY number`,
    );
  }

  /** Records that no seal holds and that do not wait for one; the first few. */
  async strays(chain: ChainName): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      chain,
      `WITH known AS (
         SELECT unnest(event_ids) AS id FROM audit.seal WHERE tenant_id = $1 AND environment = $2
         UNION ALL SELECT event_id FROM audit.unsealed_ids($1, $2))
       SELECT id FROM audit.event WHERE tenant_id = $1 AND environment = $2 AND id NOT IN (SELECT id FROM known)
       ORDER BY id LIMIT 10`,
    );
    return rows.map(({ id }) => id);
  }

  /** The last seal that the chain ever had, as the directory of chains says; undefined where it says nothing. */
  async sealedThrough(chain: ChainName): Promise<string | undefined> {
    const sql = 'SELECT sealed_through AS "sealedThrough" FROM audit.sealed_through($1, $2)';
    const [row] = await this.rows<{ sealedThrough: string }>(chain, sql);
    return row?.sealedThrough;
  }

  /** How many records wait for their seal. */
  async unsealed(chain: ChainName): Promise<number> {
    const [row] = await this.rows<{ count: string }>(
      chain,
      'SELECT count(*)::text AS count FROM audit.unsealed_ids($1, $2)',
    );
    return Number(row?.count ?? 0);
  }

  /** Records that match, oldest first, `limit` at most. */
  async search(chain: ChainName, filter: RecordFilter, limit: number): Promise<AuditRecord[]> {
    return this.rows<AuditRecord>(
      chain,
      `SELECT ${recordColumns} FROM audit.shown_event WHERE tenant_id = $1 AND environment = $2 AND id IN (
         SELECT id FROM audit.event WHERE tenant_id = $1 AND environment = $2
           AND ($3::text IS NULL OR actor_id = $3) AND ($4::text IS NULL OR actor_kind = $4)
           AND ($5::text IS NULL OR subject_id = $5 OR (subject_ids IS NOT NULL AND $5 = ANY (subject_ids)))
           AND ($6::text IS NULL OR action = $6) AND ($7::text IS NULL OR service = $7)
           AND ($8::timestamptz IS NULL OR at >= $8) AND ($9::timestamptz IS NULL OR at < $9) AND ($10::text IS NULL OR purpose = $10)
         ORDER BY id LIMIT $11) ORDER BY id`,
      [
        filter.actorId ?? null,
        filter.actorKind ?? null,
        filter.subjectId ?? null,
        filter.action ?? null,
        filter.service ?? null,
        filter.since ?? null,
        filter.until ?? null,
        filter.purpose ?? null,
        limit,
      ],
    );
  }

  private async *withRecords(chain: ChainName, seals: readonly Seal[]): AsyncGenerator<SealedRecords> {
    const records = await this.rows<AuditRecord>(
      chain,
      `SELECT ${recordColumns} FROM audit.shown_event WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3::text[])`,
      [seals.flatMap(({ eventIds }) => eventIds)],
    );
    const byId = new Map(records.map((record) => [record.id, record]));
    for (const seal of seals) {
      yield {
        seal,
        records: seal.eventIds.map((id) => byId.get(id)).filter((record) => record !== undefined),
      };
    }
  }

  private async rows<Row>(
    chain: ChainName,
    sql: string,
    parameters: readonly unknown[] = [],
  ): Promise<Row[]> {
    const client = await this.databases.showing(chain);
    const { rows } = await client.query(sql, [chain.tenantId, chain.environment, ...parameters]);
    return rows as Row[];
  }
}

/** Cuts a list of seals where the records of those before have become many. */
function inParts(seals: readonly Seal[]): Seal[][] {
  const parts: Seal[][] = [];
  let room = 0;
  for (const seal of seals) {
    if (room < seal.eventIds.length || parts.length === 0) {
      parts.push([]);
      room = recordsAtATime;
    }
    parts.at(-1)?.push(seal);
    room -= seal.eventIds.length;
  }
  return parts;
}
