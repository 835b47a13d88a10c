import type { Clock } from '@fanxing/kernel';
import { AuditSealer, type AnchorBook } from '@fanxing/runtime/audit';
import type { ServiceDatabase } from '@fanxing/runtime/database';
import { logger, recordUnexpected } from '@fanxing/runtime/telemetry';
import { ExpireAuditEvents } from './expire-audit-events.js';

const expireEveryMs = 3_600_000;
const log = logger('tenant.audit');

/** Looks after the audit log for as long as the process lives: seals it every second, lets go of the oldest every hour. */
export class AuditKeeper {
  private readonly sealer: AuditSealer | undefined;
  private readonly expireAuditEvents: ExpireAuditEvents;
  private timer: NodeJS.Timeout | undefined;
  private expiring: Promise<void> = Promise.resolve();

  constructor(database: ServiceDatabase, clock: Clock, anchors: AnchorBook | undefined) {
    this.sealer = anchors && new AuditSealer({ database, clock, anchors });
    this.expireAuditEvents = new ExpireAuditEvents(database, clock);
  }

  start(): void {
    if (!this.sealer) return;
    this.sealer.start();
    this.timer = setInterval(() => {
      this.expiring = this.expireAuditEvents
        .runAll()
        .then(() => undefined)
        .catch((error: unknown) => void recordUnexpected(log, error));
    }, expireEveryMs).unref();
  }

  /** Ends both in order; what was written until now is sealed and anchored. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.expiring;
    await this.sealer?.stop();
  }
}
