import { Fault } from '@fanxing/kernel';
import { systemContext, type TenantContext } from '@fanxing/runtime/identity';
import { counter, logger } from '@fanxing/runtime/telemetry';
import { FairTurns, type FairTurnsOptions } from './fair-turns.js';
import { TenantState, type ClientState } from './tenant-state.js';
import type { ExchangeTerms } from './tenant-terms.js';

export interface AdmissionOptions {
  readonly exchange: ExchangeTerms;
  readonly turns?: FairTurnsOptions;
  /** A clock that only goes forward, in milliseconds. */
  readonly nowMs?: () => number;
}

/** One request on its way through the door. */
export interface Visit {
  readonly caller: TenantContext;
  readonly tenant: TenantState;
  readonly client: ClientState;
}

/** More than four executions a core only wait for one another; this is for requests that wait for a database or a bank. */
const turnsUsual: FairTurnsOptions = { slots: 64, slotsAmongOthers: 2, presentMs: 1_000 };
const exchangeEveryMs = 1_000;
const forgottenAfterMs = 60_000;
const waitMsMax = 10_000;
/** How many may wait for each one that may run. */
const waitingForEach = 16;
const log = logger('gateway');
const refusals = counter('fanxing.gateway.refused', {
  description: 'Requests refused because of a limit of the tenant or client',
  unit: '{request}',
});

/**
 * Keeps one tenant, or one program of it, from slowing another: the rate in points, requests at the same time, points a day.
 * A refusal comes before the body is read, from numbers in memory. Each gateway process counts by itself; what must hold over
 * all of them, the points of a day, is exchanged once a second (docs/decisions/0062-limits-are-kept-in-each-gateway.md).
 */
export class Admission {
  private readonly tenants = new Map<string, TenantState | Promise<TenantState>>();
  private readonly turns: FairTurns<TenantState>;
  private readonly nowMs: () => number;
  private readonly timer: NodeJS.Timeout;
  private exchanging: Promise<void> | undefined;

  constructor(private readonly options: AdmissionOptions) {
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.turns = new FairTurns(options.turns ?? turnsUsual);
    this.timer = setInterval(() => void this.exchangeAll(), exchangeEveryMs).unref();
  }

  /**
   * Who comes. A promise only for a tenant that was not here in the last seconds: its terms are asked for first, and one that
   * is leaving gets none. Fails with SERVICE_UNAVAILABLE or TENANT_NOT_ACTIVE.
   */
  visit(context: TenantContext): Visit | Promise<Visit> {
    const key = `${context.tenantId}/${context.environment}`;
    const known = this.tenants.get(key) ?? this.meet(key, context);
    if (known instanceof TenantState && this.nowMs() - known.agreedMs < 2 * exchangeEveryMs)
      return { caller: context, tenant: known, client: known.client(context.actor.id) };
    const met = known instanceof TenantState ? this.meetAgain(key, known) : known;
    return met.then((tenant) => ({ caller: context, tenant, client: tenant.client(context.actor.id) }));
  }

  /**
   * Takes the first point, which even a request that is refused later costs; refuses one that has no chance, before anything
   * of it is read. Fails with RATE_LIMITED or QUOTA_USED_UP.
   */
  mustBeWelcome(visit: Visit): void {
    const { tenant, client } = visit;
    const nowMs = this.nowMs();
    tenant.seenMs = nowMs;
    const { limits } = tenant.terms;
    if (tenant.isDayUsedUp()) this.refuse(tenant, new Fault('QUOTA_USED_UP', { limit: limits.pointsPerDay }));
    if (client.inFlight >= limits.clientInFlight) this.refuse(tenant, tooFast(1_000));
    if (tenant.waiting.length >= limits.inFlight * waitingForEach) this.refuse(tenant, tooFast(1_000));
    this.takeAt(visit, 1, nowMs);
  }

  /**
   * Takes the rest of what the request may cost. Fails with RATE_LIMITED when it is not there, and gives the first point back:
   * who asks too often gets no less than its quota.
   */
  take(visit: Visit, requested: number): void {
    if (requested <= 1) return;
    const { tenant, client } = visit;
    const nowMs = this.nowMs();
    tenant.bucket.give(1);
    client.bucket.give(1);
    this.takeAt(visit, requested, nowMs);
  }

  private takeAt({ tenant, client }: Visit, points: number, nowMs: number): void {
    const waitMs = Math.max(tenant.bucket.waitMs(points, nowMs), client.bucket.waitMs(points, nowMs));
    if (waitMs > 0) this.refuse(tenant, tooFast(waitMs));
    tenant.bucket.take(points, nowMs);
    client.bucket.take(points, nowMs);
  }

  /** What the tenant has left at this moment, in points. */
  available(tenant: TenantState): number {
    return tenant.bucket.available(this.nowMs());
  }

  /**
   * Begins at once (then undefined), or when it is its turn. What waited for ten seconds is refused with RATE_LIMITED, and
   * what was taken for it is given back. Whoever has begun must `end`.
   */
  begin(visit: Visit, taken: number): undefined | Promise<void> {
    const { tenant, client } = visit;
    client.inFlight += 1;
    if (this.turns.begin(tenant, this.nowMs())) return undefined;
    return new Promise((resolve, reject) => {
      const turn = this.turns.wait(tenant, () => {
        clearTimeout(timer);
        resolve();
      });
      const timer = setTimeout(() => {
        turn.isGone = true;
        client.inFlight -= 1;
        tenant.bucket.give(taken);
        client.bucket.give(taken);
        tenant.refused += 1;
        reject(tooFast(1_000));
      }, waitMsMax);
    });
  }

  /** Ends what `begin` has begun, and gives back what was taken too much. */
  end({ tenant, client }: Visit, taken: number, actual: number, tookMs: number): void {
    client.inFlight -= 1;
    tenant.bucket.give(taken - actual);
    client.bucket.give(taken - actual);
    tenant.use(actual);
    this.turns.end(tenant, tookMs, this.nowMs());
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.exchanging;
    await this.exchangeAll();
  }

  private refuse(tenant: TenantState, fault: Fault): never {
    tenant.refused += 1;
    refusals.add(1, { reason: fault.reason });
    throw fault;
  }

  private meet(key: string, { tenantId, environment }: TenantContext): Promise<TenantState> {
    const context = systemContext(tenantId, environment, 'gateway');
    const met = this.options.exchange(context, { points: 0, requests: 0, refused: 0 }).then((terms) => {
      const tenant = new TenantState(context, terms, this.nowMs());
      this.tenants.set(key, tenant);
      return tenant;
    });
    this.tenants.set(key, met);
    met.catch(() => this.tenants.delete(key));
    return met;
  }

  /** Renews terms that have grown old; where nobody answers, those hold on. */
  private async meetAgain(key: string, tenant: TenantState): Promise<TenantState> {
    await this.exchange(tenant);
    return this.tenants.get(key) === tenant ? tenant : this.meet(key, tenant.context);
  }

  /** One tenant after another, so that a thousand of them are a trickle and not a burst. */
  private exchangeAll(): Promise<void> {
    this.exchanging ??= this.exchangeEach().finally(() => (this.exchanging = undefined));
    return this.exchanging;
  }

  private async exchangeEach(): Promise<void> {
    for (const [key, tenant] of this.tenants) {
      if (!(tenant instanceof TenantState)) continue;
      const restedMs = this.nowMs() - tenant.seenMs;
      if (tenant.hasUsed() || restedMs < 2 * exchangeEveryMs) await this.exchange(tenant);
      else if (restedMs > forgottenAfterMs && tenant.running === 0) this.tenants.delete(key);
    }
  }

  private async exchange(tenant: TenantState): Promise<void> {
    const used = tenant.takeUsed();
    try {
      tenant.agree(await this.options.exchange(tenant.context, used), this.nowMs());
    } catch (error) {
      // A tenant that gets no terms any more is met anew by its next request, which is refused with the same word.
      if (error instanceof Fault && error.reason === 'TENANT_NOT_ACTIVE') {
        this.tenants.delete(`${tenant.context.tenantId}/${tenant.context.environment}`);
        return;
      }
      tenant.putBack(used);
      log.warn({ tenantId: tenant.context.tenantId, error }, 'the terms of a tenant could not be renewed');
    }
  }
}

function tooFast(waitMs: number): Fault {
  return new Fault('RATE_LIMITED', { retryAfterSeconds: Math.ceil(waitMs / 1_000), retryAfterMs: waitMs });
}
