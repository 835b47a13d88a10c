import { Inject, Injectable } from '@nestjs/common';
import type { BusinessDate, Clock } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { outboxEvent } from '../outbox-event.js';
import { putEvent } from './book.store.js';

/**
 * Tells others that a day has begun and that all loans stand as of it. Of days that are ended together only the last is told: the loans
 * stand at no other. A day that is ended again is told again.
 */
@Injectable()
export class TellDayBegun {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, businessDate: BusinessDate): Promise<void> {
    const event = outboxEvent('dayBegun', { businessDate }, this.clock);
    await this.database.transaction(context, (transaction) => putEvent(transaction, event));
    this.outbox.publishSoon(context, event);
  }
}
