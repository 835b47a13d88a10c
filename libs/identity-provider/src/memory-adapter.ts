import './silence-runtime-warning.js';
import { errors } from 'oidc-provider';
import { toEpochMs, type Clock } from '@fanxing/kernel';

type Payload = Record<string, unknown> & { uid?: string; grantId?: string };

const entriesMax = 10_000;

/**
 * What the provider has to remember for minutes only: identifiers of client assertions that were used, and
 * sign-ins under way. It may be lost when the process ends; clients and people are in the realm's file.
 */
export class MemoryAdapter {
  readonly #entries = new Map<string, { payload: Payload; endsMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly isBounded: boolean,
  ) {}

  async upsert(id: string, payload: Payload, lifetimeSeconds?: number): Promise<void> {
    const nowMs = toEpochMs(this.clock.now());
    if (this.#entries.size >= entriesMax) this.#makeRoom(nowMs);
    const endsMs = lifetimeSeconds === undefined ? Infinity : nowMs + lifetimeSeconds * 1000;
    this.#entries.set(id, { payload, endsMs });
  }

  async find(id: string): Promise<Payload | undefined> {
    const found = this.#entries.get(id);
    if (!found) return undefined;
    if (found.endsMs > toEpochMs(this.clock.now())) return found.payload;
    this.#entries.delete(id);
    return undefined;
  }

  async findByUid(uid: string): Promise<Payload | undefined> {
    return [...this.#entries.values()].find(({ payload }) => payload.uid === uid)?.payload;
  }

  async consume(id: string): Promise<void> {
    const found = this.#entries.get(id);
    // Two at once have both found it good.
    if (found?.payload['consumed'] !== undefined) throw new errors.InvalidGrant('it was used already');
    if (found) found.payload['consumed'] = Math.floor(toEpochMs(this.clock.now()) / 1000);
  }

  async destroy(id: string): Promise<void> {
    this.#entries.delete(id);
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const [id, { payload }] of this.#entries) if (payload.grantId === grantId) this.#entries.delete(id);
  }

  /**
   * Whoever begins sign-ins without end pushes out the oldest. What tells that an assertion was used is never pushed out: those
   * come from programs that signed them.
   */
  #makeRoom(nowMs: number): void {
    for (const [id, { endsMs }] of this.#entries) if (endsMs <= nowMs) this.#entries.delete(id);
    const oldest = this.#entries.keys().next();
    if (this.isBounded && this.#entries.size >= entriesMax && !oldest.done)
      this.#entries.delete(oldest.value);
  }
}
