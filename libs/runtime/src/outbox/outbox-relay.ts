import type { Instant } from '@fanxing/kernel';
import type { ServiceDatabase } from '../database/index.js';
import { systemContext, type TenantContext } from '../identity/index.js';
import type { Transport } from '../messaging/index.js';
import { logger, outsideTraces, recordUnexpected, rememberTrace } from '../telemetry/index.js';

/** What has happened, as it stands in the outbox. */
export interface OutboxEvent {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly payload: unknown;
}

interface WaitingEvent extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly payload: unknown;
}

/** An event of this process, with the way back into the trace of the request that it came from. */
interface FreshEvent extends OutboxEvent {
  readonly inItsTrace?: <Result>(work: () => Result) => Result;
}

interface Waiting {
  readonly context: TenantContext;
  readonly events: FreshEvent[];
}

const batchSize = 200;
/** A subscriber that is slower than this takes the event after the caller was answered. */
const publishNowMs = 500;
const log = logger('outbox');

/**
 * Publishes what a service has put into its outbox. `publishSoon` is given an event right after its commit;
 * `drain` is called from a job, for what this process or another did not live to publish. Whoever subscribes may hear an event
 * twice (a crash between publishing and marking) and recognises it by its id.
 */
export class OutboxRelay {
  private readonly waiting = new Map<string, Waiting>();
  private publishing: Promise<void> | undefined;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly transport: Transport,
    private readonly service: string,
  ) {}

  /** Publishes an event that has just been committed, in the background. Never fails: `drain` is the net. */
  publishSoon({ tenantId, environment }: TenantContext, event: OutboxEvent): void {
    const key = `${tenantId}/${environment}`;
    const waiting = this.waiting.get(key);
    const fresh = { ...event, inItsTrace: rememberTrace() };
    if (waiting) waiting.events.push(fresh);
    else this.waiting.set(key, { context: systemContext(tenantId, environment, 'outbox'), events: [fresh] });
    this.publishing ??= outsideTraces(() => this.publishWaiting()).finally(
      () => (this.publishing = undefined),
    );
  }

  /**
   * Publishes an event that has just been committed and waits until it was heard, but not for long: for what must have
   * taken effect when its caller is answered. Never fails: `drain` is the net.
   */
  async publishNow({ tenantId, environment }: TenantContext, event: OutboxEvent): Promise<void> {
    const context = systemContext(tenantId, environment, 'outbox');
    const published = this.publish(context, [event]).catch(
      (error: unknown) => void recordUnexpected(log, error),
    );
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, publishNowMs)));
    await Promise.race([published, patience]);
    clearTimeout(timer);
  }

  /** Publishes what has waited in one tenant's outbox for some seconds; fails when a subscriber could not take an event. */
  async drain({ tenantId, environment }: TenantContext): Promise<void> {
    const context = systemContext(tenantId, environment, 'outbox');
    for (;;) {
      const rows = await this.database.call<WaitingEvent>(context, `${this.service}.events_waiting`, [
        batchSize,
      ]);
      const events = rows.map(({ occurred_at: occurredAt, ...event }) => ({ ...event, occurredAt }));
      await this.publish(context, events);
      if (rows.length < batchSize) return;
    }
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    await this.publishing;
  }

  /** Events that come while others are being published make the next batch: one mark for all of them. */
  private async publishWaiting(): Promise<void> {
    while (this.waiting.size > 0) {
      const batches = [...this.waiting.values()];
      this.waiting.clear();
      for (const { context, events } of batches) {
        await this.publish(context, events).catch((error: unknown) => void recordUnexpected(log, error));
      }
    }
  }

  private async publish(context: TenantContext, events: readonly FreshEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { tenantId, environment } = context;
    await Promise.all(
      events.map(({ inItsTrace = outsideTraces, ...event }) =>
        inItsTrace(() => this.transport.publish({ ...event, tenantId, environment })),
      ),
    );
    await this.database.call(context, `${this.service}.events_published`, [events.map(({ id }) => id)]);
  }
}
