import { Inject, Injectable } from '@nestjs/common';
import { fromEpochMs, toEpochMs, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import { newId } from '@fanxing/runtime/identifier';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { BeginEventUploadInput } from '../generated/schema.js';
import { mustBeSource } from './event-source-name.js';
import { addUpload, removeOldRejections } from './event-upload.store.js';
import { rejectionsKeptMs } from './rejection.js';

/** Opens a place for a file. Answers its id. */
@Injectable()
export class BeginEventUpload {
  constructor(
    private readonly road: CommandRoad,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: BeginEventUploadInput): Promise<string> {
    const { idempotencyKey, source, format } = input;
    return this.road.run(
      context,
      { operation: 'beginEventUpload', permission: 'event:write', idempotencyKey, input },
      async (transaction) => {
        mustBeSource(source);
        const id = newId('eventUpload');
        const now = this.clock.now();
        await addUpload(transaction, { id, source, format }, now);
        await removeOldRejections(transaction, fromEpochMs(toEpochMs(now) - rejectionsKeptMs));
        return { answer: id, subject: { kind: 'eventUpload', id }, after: { source, format } };
      },
    );
  }
}
