import { toEpochMs, type Clock, type Instant } from '@fanxing/kernel';
import type { ServiceDatabase, TenantTransaction } from '../database/index.js';
import { systemContext, type TenantContext } from '../identity/index.js';
import { logger, recordUnexpected } from '../telemetry/index.js';
import type { AnchorBook } from './anchor-book.js';
import { recordColumns, type AuditRecord } from './audit-record.js';
import { sealRecords, type Seal } from './seal.js';

export interface AuditSealerOptions {
  /** Connects as a role that may seal. */
  readonly database: ServiceDatabase;
  readonly clock: Clock;
  readonly anchors: AnchorBook;
  /** Between two rounds; 1,000 unless said otherwise. */
  readonly pauseMs?: number;
  /** Events in one seal at most; 250 unless said otherwise, since hashing them keeps everything else waiting. */
  readonly eventsMax?: number;
  /** A chain is anchored when this many seals are not … */
  readonly sealsPerAnchor?: number;
  /** … or when this long has passed since it was. */
  readonly anchorAfterMs?: number;
}

interface WaitingChain extends Record<string, unknown> {
  readonly tenant_id: TenantContext['tenantId'];
  readonly environment: TenantContext['environment'];
  readonly unsealed: boolean;
  readonly sealed_through: string;
  readonly anchored_through: string;
  readonly anchored_at: Instant | null;
}

const log = logger('audit.sealer');
const chainsAtATime = 4;

/**
 * Seals the audit log behind those who write it. They only insert; every second the events that have been committed since
 * are taken off the waiting list, hashed and bound to the seal before, chain by chain. Any number of sealers may run on one
 * database: a chain is worked on by one at a time, and what a killed one had begun is still on the list.
 */
export class AuditSealer {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly options: AuditSealerOptions) {}

  /** Begins to seal in the background, round after round. */
  start(): void {
    const again = (): void => {
      this.round = this.sealAll()
        .then(() => undefined)
        .catch((error: unknown) => void recordUnexpected(log, error))
        .finally(() => {
          if (!this.stopped) this.timer = setTimeout(again, this.options.pauseMs ?? 1_000).unref();
        });
    };
    again();
  }

  /** Lets the round under way end and seals and anchors what is left. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.round;
    await this.sealAll(true).catch((error: unknown) => void recordUnexpected(log, error));
  }

  /** One round: everything that waits now. Answers how many seals it made. `isLast` anchors every chain that has news. */
  async sealAll(isLast = false): Promise<number> {
    // Without a span: every second, all day long, it would tell nothing.
    const waiting = await this.options.database.everywhere<WaitingChain>(
      'audit.waiting_chains',
      'SELECT * FROM audit.waiting_chains()',
    );
    let seals = 0;
    for (let first = 0; first < waiting.length; first += chainsAtATime) {
      const made = await Promise.all(
        waiting.slice(first, first + chainsAtATime).map((chain) => this.sealChain(chain, isLast)),
      );
      seals += made.reduce((sum, count) => sum + count, 0);
    }
    return seals;
  }

  private async sealChain(chain: WaitingChain, isLast: boolean): Promise<number> {
    const context = systemContext(chain.tenant_id, chain.environment, 'audit sealer');
    let seals = 0;
    try {
      for (let more = chain.unsealed; more;) {
        const sealed = await this.sealOnce(context);
        seals += sealed > 0 ? 1 : 0;
        more = sealed === this.eventsMax;
      }
      if (isLast || this.isDue(chain, seals)) await this.anchor(context);
    } catch (error) {
      // One chain that can not be sealed must not keep the others waiting.
      recordUnexpected(log, error, { tenantId: context.tenantId, environment: context.environment });
    }
    return seals;
  }

  /** Seals one batch; answers of how many events: 0 when nothing is left or another sealer is at this chain. */
  private async sealOnce(context: TenantContext): Promise<number> {
    return this.options.database.transaction(context, async (transaction) => {
      if (!(await claim(transaction))) return 0;
      const key = [context.tenantId, context.environment];
      const taken = await transaction.query<{ event_id: string }>(
        'take unsealed audit events',
        'SELECT event_id FROM audit.take_unsealed($1, $2, $3)',
        [...key, this.eventsMax],
      );
      if (taken.length === 0) return 0;
      const ids = taken.map(({ event_id }) => event_id);
      // A statement of its own, later than the first: one that both takes and reads would not see what it takes when that was
      // committed in between.
      const records = await transaction.query<AuditRecord & Record<string, unknown>>(
        'read unsealed audit events',
        `SELECT ${recordColumns} FROM audit.shown_event WHERE tenant_id = $1 AND environment = $2 AND id = ANY ($3::text[])`,
        [...key, ids],
      );
      const previous = await lastSeal(transaction);
      const [tenantId, environment] = [context.tenantId, context.environment];
      await keepSeal(
        transaction,
        sealRecords({ tenantId, environment }, previous, ids, records, this.options.clock.now()),
      );
      return ids.length;
    });
  }

  private async anchor(context: TenantContext): Promise<void> {
    const { database, clock, anchors } = this.options;
    const { tenantId, environment } = context;
    await database.transaction(context, async (transaction) => {
      const seal = (await claim(transaction)) ? await lastSeal(transaction) : undefined;
      if (!seal) return;
      const at = clock.now();
      // The file first: an anchor that stands there only is still true, one that stands in the database only was lost.
      const anchor = await anchors.write({ ...seal, tenantId, environment }, at);
      await transaction.query(
        'keep audit anchor',
        `INSERT INTO audit.anchor (tenant_id, environment, sequence, hash, anchored_at, key_id, signature)
         VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, decode($7, 'base64')) ON CONFLICT DO NOTHING`,
        [tenantId, environment, seal.sequence, seal.hash, at, anchor.keyId, anchor.signature],
      );
      await transaction.query('note audit anchor', 'SELECT audit.note_anchored($1, $2, $3, $4)', [
        tenantId,
        environment,
        seal.sequence,
        at,
      ]);
    });
  }

  private isDue({ sealed_through, anchored_through, anchored_at }: WaitingChain, seals: number): boolean {
    const { clock, sealsPerAnchor = 60, anchorAfterMs = 60_000 } = this.options;
    const open = BigInt(sealed_through) - BigInt(anchored_through) + BigInt(seals);
    if (open === 0n) return false;
    if (anchored_at === null || open >= BigInt(sealsPerAnchor)) return true;
    return toEpochMs(clock.now()) - toEpochMs(anchored_at) >= anchorAfterMs;
  }

  private get eventsMax(): number {
    return this.options.eventsMax ?? 250;
  }
}

/** Whether this transaction is now the only one that seals the chain. */
async function claim({ query, context }: TenantTransaction): Promise<boolean> {
  const [row] = await query<{ claimed: boolean }>(
    'claim audit chain',
    'SELECT audit.claim_chain($1, $2) AS claimed',
    [context.tenantId, context.environment],
  );
  return row?.claimed === true;
}

async function lastSeal({
  query,
  context,
}: TenantTransaction): Promise<{ sequence: string; hash: string } | undefined> {
  const [last] = await query<{ sequence: string; hash: string }>(
    'read last audit seal',
    `SELECT sequence, hash FROM audit.shown_seal WHERE tenant_id = $1 AND environment = $2 ORDER BY number DESC LIMIT 1`,
    [context.tenantId, context.environment],
  );
  return last;
}

async function keepSeal({ query }: TenantTransaction, seal: Seal): Promise<void> {
  const { tenantId, environment, sequence, previousHash, sealedAt, eventIds, eventHashes, hash } = seal;
  await query(
    'keep audit seal',
    `INSERT INTO audit.seal (tenant_id, environment, sequence, previous_hash, sealed_at, event_ids, event_hashes, hash)
     VALUES ($1, $2, $3, decode($4, 'hex'), $5, $6, decode($7, 'base64'), decode($8, 'hex'))`,
    [tenantId, environment, sequence, previousHash, sealedAt, eventIds, eventHashes, hash],
  );
  await query('note audit seal', 'SELECT audit.note_sealed($1, $2, $3)', [tenantId, environment, sequence]);
}
