import type { Instant } from '@fanxing/kernel';
import type { ServiceDatabase } from '../database/index.js';
import { systemContext, type Environment, type TenantContext } from '../identity/index.js';
import type { Transport } from '../messaging/index.js';
import { logger, recordUnexpected } from '../telemetry/index.js';

interface WaitingEvent extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly occurred_at: Instant;
  readonly payload: unknown;
}

const batchSize = 200;
const log = logger('outbox');

/**
 * Publishes what a service has put into its outbox. `wake` is called after a commit and does it at once; the job that
 * was added with the event does it when this process did not live to. Whoever subscribes may hear an event twice
 * (a crash between publishing and marking) and recognises it by its id.
 */
export class OutboxRelay {
  private readonly draining = new Map<string, Promise<void>>();
  private readonly again = new Set<string>();
  private closed = false;

  constructor(
    private readonly database: ServiceDatabase,
    private readonly transport: Transport,
    private readonly service: string,
  ) {}

  /** Publishes what waits for the context's tenant, soon and in the background. Never fails: the job is the net. */
  wake({ tenantId, environment }: TenantContext): void {
    const key = `${tenantId}/${environment}`;
    if (this.closed || this.again.has(key)) return;
    if (this.draining.has(key)) {
      this.again.add(key);
      return;
    }
    const work = this.drain(tenantId, environment)
      .catch((error: unknown) => void recordUnexpected(log, error))
      .finally(() => {
        this.draining.delete(key);
        if (this.again.delete(key)) this.wake(systemContext(tenantId, environment, 'outbox'));
      });
    this.draining.set(key, work);
  }

  /** Publishes all that waits for one tenant; fails when a subscriber could not take an event. */
  async drain(tenantId: TenantContext['tenantId'], environment: Environment): Promise<void> {
    const context = systemContext(tenantId, environment, 'outbox');
    for (;;) {
      const events = await this.database.call<WaitingEvent>(context, `${this.service}.events_waiting`, [
        batchSize,
      ]);
      if (events.length === 0) return;
      for (const { id, type, occurred_at, payload } of events) {
        await this.transport.publish({
          id,
          type,
          tenantId,
          environment,
          occurredAt: occurred_at,
          payload: payload as never,
        });
      }
      await this.database.call(context, `${this.service}.events_published`, [events.map(({ id }) => id)]);
      if (events.length < batchSize) return;
    }
  }

  /** Lets what is under way end. */
  async close(): Promise<void> {
    this.closed = true;
    this.again.clear();
    await Promise.all(this.draining.values());
  }
}
