import type { TenantContext } from '@fanxing/runtime/identity';
import type { Turn, TurnTaker } from './fair-turns.js';
import type { TenantTerms, UsedSince } from './tenant-terms.js';
import { TokenBucket } from './token-bucket.js';

/** One program or person of a tenant. */
export interface ClientState {
  readonly bucket: TokenBucket;
  /** Requests that run or wait for their turn. */
  inFlight: number;
}

const clientsMax = 1_000;

/** What a gateway process remembers of one environment of a tenant that was there lately. */
export class TenantState implements TurnTaker {
  running = 0;
  readonly waiting: Turn[] = [];
  had = 0;
  lastMs = Number.NEGATIVE_INFINITY;
  seenMs: number;
  refused = 0;
  readonly bucket: TokenBucket;
  private readonly clients = new Map<string, ClientState>();
  private points = 0;
  private requests = 0;

  constructor(
    readonly context: TenantContext,
    private agreed: TenantTerms,
    private nowMs: number,
  ) {
    const { pointsPerSecond, pointsBurst } = agreed.limits;
    this.bucket = new TokenBucket(pointsPerSecond, pointsBurst, nowMs);
    this.seenMs = nowMs;
  }

  get terms(): TenantTerms {
    return this.agreed;
  }

  /** When the terms were agreed on. */
  get agreedMs(): number {
    return this.nowMs;
  }

  get inFlightMax(): number {
    return this.agreed.limits.inFlight;
  }

  client(id: string): ClientState {
    const known = this.clients.get(id);
    if (known) return known;
    if (this.clients.size >= clientsMax) this.forgetClients();
    const { clientPointsPerSecond, pointsBurst, pointsPerSecond } = this.agreed.limits;
    const burst = (pointsBurst * clientPointsPerSecond) / pointsPerSecond;
    const client = { bucket: new TokenBucket(clientPointsPerSecond, burst, this.nowMs), inFlight: 0 };
    this.clients.set(id, client);
    return client;
  }

  isDayUsedUp(): boolean {
    const { pointsPerDay } = this.agreed.limits;
    return pointsPerDay !== null && this.agreed.pointsToday + this.points >= pointsPerDay;
  }

  use(points: number): void {
    this.points += points;
    this.requests += 1;
  }

  hasUsed(): boolean {
    return this.requests > 0 || this.refused > 0;
  }

  /** What was used since this was last called. */
  takeUsed(): UsedSince {
    const { points, requests, refused } = this;
    this.points = 0;
    this.requests = 0;
    this.refused = 0;
    return { points, requests, refused };
  }

  putBack({ points, requests, refused }: UsedSince): void {
    this.points += points;
    this.requests += requests;
    this.refused += refused;
  }

  /** New terms from now on. What runs goes on. */
  agree(terms: TenantTerms, nowMs: number): void {
    this.agreed = terms;
    this.nowMs = nowMs;
    const { pointsPerSecond, pointsBurst, clientPointsPerSecond } = terms.limits;
    this.bucket.change(pointsPerSecond, pointsBurst, nowMs);
    const clientBurst = (pointsBurst * clientPointsPerSecond) / pointsPerSecond;
    for (const { bucket } of this.clients.values()) bucket.change(clientPointsPerSecond, clientBurst, nowMs);
  }

  private forgetClients(): void {
    for (const [id, { inFlight }] of this.clients) if (inFlight === 0) this.clients.delete(id);
  }
}
