import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, toEpochMs, type Clock } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { EventUpload } from './event-upload.js';
import { findUpload, readRejections } from './event-upload.store.js';
import { rejectionsKeptMs, rejectionsMax, type Rejection } from './rejection.js';

const firstMax = 1_000;

export interface EventUploadView extends EventUpload {
  readonly path: string;
  /** Rows that were not taken and are only counted. */
  readonly rejectedOmitted: number;
}

export interface RejectedRowView extends Rejection {
  readonly message: string;
  readonly messageZh: string;
}

export interface RejectedRowsQuery {
  readonly uploadId: string;
  readonly afterRow?: number | null;
  readonly first?: number | null;
}

/** Shows how far a file has come, and which of its rows were not taken. */
@Injectable()
export class ReadEventUpload {
  constructor(
    private readonly database: ServiceDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND. */
  async byId(context: TenantContext, id: string, path = 'id'): Promise<EventUploadView> {
    mustBeAllowedTo(context, 'event:write');
    const wanted = parseId('eventUpload', id, path);
    const found = await this.database.transaction(context, (transaction) => findUpload(transaction, wanted));
    if (!found) throw new Fault('NOT_FOUND', { what: 'eventUpload', id }, path);
    const rejectedOmitted = Math.max(0, found.rejected - rejectionsMax);
    return { ...found, path: `/event-uploads/${found.id}`, rejectedOmitted };
  }

  /** Empty ninety days after the file was begun. */
  async rejected(context: TenantContext, query: RejectedRowsQuery): Promise<RejectedRowView[]> {
    const { id, begunAt } = await this.byId(context, query.uploadId, 'uploadId');
    const [afterRow, count] = [query.afterRow ?? 0, query.first ?? 100];
    if (count < 1 || count > firstMax)
      throw new Fault('PAGE_SIZE_INVALID', { lowest: 1, highest: firstMax }, 'first');
    if (!Number.isSafeInteger(afterRow))
      throw new Fault('INPUT_INVALID', { problem: 'afterRow must be a whole number' }, 'afterRow');
    if (toEpochMs(this.clock.now()) - toEpochMs(begunAt) > rejectionsKeptMs) return [];
    const rows = await this.database.transaction(context, (transaction) =>
      readRejections(transaction, id, afterRow, count),
    );
    return rows.map((row) => {
      const { message, messageZh } = new Fault(row.reason, row.details);
      return { ...row, message, messageZh };
    });
  }
}
