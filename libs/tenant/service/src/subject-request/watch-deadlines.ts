import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase } from '@fanxing/runtime/database';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { SetSubjectRequestDeadlineInput } from '../generated/schema.js';
import { putEvent } from '../outbox-event.js';
import { SubjectRequestStore } from './subject-request.store.js';

const workingDaysMax = 30;

/** How long requests may take, and telling of those that took longer. */
@Injectable()
export class WatchDeadlines {
  constructor(
    private readonly road: CommandRoad,
    private readonly database: ServiceDatabase,
    private readonly store: SubjectRequestStore,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** For requests that come from now on. */
  async set(context: TenantContext, input: SetSubjectRequestDeadlineInput): Promise<number> {
    const command = {
      operation: 'setSubjectRequestDeadline',
      permission: 'subject-request:handle',
      input,
    } as const;
    return this.road.run(context, command, async (transaction) => {
      const { workingDays } = input;
      if (workingDays < 1 || workingDays > workingDaysMax)
        throw new Fault(
          'INPUT_INVALID',
          { problem: `workingDays must be 1 to ${workingDaysMax}` },
          'input.workingDays',
        );
      await this.store.setWorkingDays(transaction, workingDays);
      return { answer: workingDays, subject: { kind: 'subjectRequestSetting', id: context.tenantId } };
    });
  }

  /** Tells of each overdue request once, and comes back when the next one is. */
  async tellOverdue(context: TenantContext): Promise<void> {
    const events = await this.database.transaction(context, async (transaction) => {
      const told = [];
      for (const { id, kind, dueAt } of await this.store.takeOverdue(transaction, this.clock.now()))
        told.push(
          await putEvent(
            transaction,
            'subjectRequestOverdue',
            { subjectRequestId: id, kind, dueAt },
            this.clock,
          ),
        );
      await this.store.watchDeadlines(transaction);
      return told;
    });
    for (const event of events) this.outbox.publishSoon(context, event);
  }
}
