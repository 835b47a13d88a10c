import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import type { UploadPart, UploadState } from '@fanxing/risk-contract';
import { CommandRoad } from '@fanxing/runtime/command';
import { ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { KeyKeeper, type TenantKeys } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { correctedBy, type Corrected } from '../event/corrections.js';
import { addEvents } from '../event/event.store.js';
import { latestMoment } from '../event/latest-moment.js';
import { batchProfiles } from '../event-quality/batch-profiles.js';
import { addProfiles } from '../event-quality/event-profile.store.js';
import type { EventUpload, Progress } from './event-upload.js';
import { addRejections, moveUpload } from './event-upload.store.js';
import { JudgeRows, type JudgedRow } from './judge-rows.js';
import { ReadEventUpload } from './read-event-upload.js';
import { readRows, type ReadRows } from './read-rows.js';
import { rejectionOf, rejectionsMax, type Rejection } from './rejection.js';

/** Rows that may be taken from one part, those that may not, and what the part is. */
interface JudgedPart {
  readonly upload: EventUpload;
  readonly read: ReadRows;
  readonly good: readonly JudgedRow[];
  readonly rejections: readonly Rejection[];
  readonly isLast: boolean;
}

/**
 * Takes one part of a file: the rows that are whole in it are read, judged, sealed and written together with how far the file has come. So
 * a part is taken once, whoever sends it again, and a process that is killed leaves all of it or nothing.
 */
@Injectable()
export class TakeUploadPart {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    private readonly uploads: ReadEventUpload,
    private readonly judge: JudgeRows,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND, UPLOAD_OFFSET_WRONG, STATE_CONFLICT when the file is whole, and INPUT_INVALID for a header that is none. */
  async run(context: TenantContext, { id, offset, base64, isLast }: UploadPart): Promise<UploadState> {
    const upload = await this.uploads.byId(context, id);
    if (upload.status !== 'OPEN')
      throw new Fault('STATE_CONFLICT', { what: 'upload', status: upload.status, needed: 'OPEN' });
    mustBeAt(upload, offset);
    const part = Buffer.from(base64, 'base64');
    const read = readRows(part, upload, latestMoment(context, this.clock.now()), isLast);
    const { good, rejections } = await this.judge.run(context, read.events);
    const judged = { upload, read, good, rejections: [...read.rejections, ...rejections], isLast };
    return stateOf(await this.keeper.using(context, (keys) => this.write(context, keys, judged)));
  }

  /** That a file was taken to its end stands in the audit log; its parts are not the bank's doing. */
  private write(context: TenantContext, keys: TenantKeys, part: JudgedPart): Promise<Progress> {
    if (!part.isLast)
      return this.database.transaction(context, (transaction) => this.take(transaction, keys, part));
    const command = { operation: 'completeEventUpload', permission: 'event:write', input: null } as const;
    return this.road.run(context, command, async (transaction) => {
      const progress = await this.take(transaction, keys, part);
      const { rows, accepted, duplicates, rejected, contradictions } = progress;
      return {
        answer: progress,
        subject: { kind: 'eventUpload', id: part.upload.id },
        after: { rows, accepted, duplicates, rejected, contradictions },
      };
    });
  }

  private async take(
    transaction: TenantTransaction,
    keys: TenantKeys,
    { upload, read, good, rejections, isLast }: JudgedPart,
  ): Promise<Progress> {
    const corrected = await correctedBy(
      transaction,
      good.map(({ event }) => event),
    );
    const { events, misplaced } = placed(good, corrected);
    const refused = [...rejections, ...misplaced].sort((one, other) => one.row - other.row);
    const room = Math.max(0, rejectionsMax - upload.rejected);
    // A file that was sent before, under another upload, is known row by row.
    const addition = { events, rootOf: corrected.rootOf, mayBeKnown: upload.duplicates > 0 };
    const added = await addEvents(transaction, keys, addition);
    const contradictions = corrected.contradictions(events, (eventId) => added.has(eventId));
    await addRejections(transaction, upload.id, refused.slice(0, room));
    const receivedAt = this.clock.now();
    const rejected = refused.map(({ reason }) => reason);
    // Parts of a file come one after the other, and wait for nobody's rows.
    const place = { source: upload.source, stripe: 0, at: receivedAt };
    await addProfiles(transaction, place, batchProfiles({ events, added, rejected, receivedAt }));
    const progress: Progress = {
      status: isLast ? 'DONE' : 'OPEN',
      columns: read.columns,
      receivedBytes: upload.receivedBytes + read.consumed,
      rows: upload.rows + read.rows,
      accepted: upload.accepted + added.size,
      duplicates: upload.duplicates + events.length - added.size,
      rejected: upload.rejected + refused.length,
      contradictions: upload.contradictions + contradictions.length,
    };
    const moved = { id: upload.id, from: upload.receivedBytes, at: receivedAt };
    if (!(await moveUpload(transaction, moved, progress))) throw wrongOffset(progress.receivedBytes);
    return progress;
  }
}

/** Without corrections of what is another borrower's. */
function placed(
  good: readonly JudgedRow[],
  corrected: Corrected,
): { readonly events: JudgedRow['event'][]; readonly misplaced: Rejection[] } {
  const events: JudgedRow['event'][] = [];
  const misplaced: Rejection[] = [];
  for (const { row, event } of good) {
    try {
      corrected.mustBeTheirs(event, 'row');
      events.push(event);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      misplaced.push(rejectionOf(row, error));
    }
  }
  return { events, misplaced };
}

function mustBeAt({ receivedBytes }: EventUpload, offset: number): void {
  if (offset !== receivedBytes) throw wrongOffset(receivedBytes);
}

function wrongOffset(expected: number): Fault {
  return new Fault('UPLOAD_OFFSET_WRONG', { expected });
}

function stateOf({ columns: _, ...state }: Progress): UploadState {
  return state;
}
