import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock, type Instant } from '@fanxing/kernel';
import type { Profile } from '@fanxing/risk-events';
import { CommandRoad } from '@fanxing/runtime/command';
import { sentTogether, ServiceDatabase, type TenantTransaction } from '@fanxing/runtime/database';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { correctedBy, type Corrected } from '../event/corrections.js';
import { eventBatch, type EventBatch } from '../event/event-batch.js';
import { addEvents, addNewEvents, isKnownEvent } from '../event/event.store.js';
import { batchProfiles } from '../event-quality/batch-profiles.js';
import { addProfiles } from '../event-quality/event-profile.store.js';
import type { EventUpload, Progress } from './event-upload.js';
import { addRejections, moveUpload } from './event-upload.store.js';
import type { JudgedRow } from './judge-rows.js';
import type { ReadRows } from './read-rows.js';
import { rejectionOf, rejectionsMax, type Rejection } from './rejection.js';

/** Rows that may be taken from one part, those that may not, and what the part is. */
export interface JudgedPart {
  readonly id: string;
  /** The file before the part; undefined where the part before was under way. */
  readonly upload: EventUpload | undefined;
  readonly read: ReadRows;
  readonly good: readonly JudgedRow[];
  readonly rejections: readonly Rejection[];
  readonly isLast: boolean;
  /** What is written when none of the events is known; undefined where corrections are among them. */
  readonly asNew?: {
    readonly batch: EventBatch;
    readonly profiles: ReadonlyMap<string, Profile>;
    readonly receivedAt: Instant;
  };
}

type BatchOf = (events: readonly JudgedRow['event'][], rootOf: Corrected['rootOf']) => EventBatch;
type Take = (transaction: TenantTransaction) => Promise<Progress>;

/** Writes the good rows of one part together with how far the file has come. */
@Injectable()
export class WritePart {
  constructor(
    private readonly database: ServiceDatabase,
    private readonly road: CommandRoad,
    private readonly keeper: KeyKeeper,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `upload` is the file before the part. Fails with UPLOAD_OFFSET_WRONG when it has come further meanwhile. */
  async run(context: TenantContext, part: JudgedPart, upload: EventUpload): Promise<Progress> {
    const { asNew } = part;
    // A file that was sent before, under another upload, is known row by row.
    if (asNew && upload.duplicates === 0) {
      try {
        return await this.committed(context, part, (transaction) => takeAsNew(transaction, part, upload));
      } catch (error) {
        if (!isKnownEvent(error)) throw error;
      }
    }
    const oneByOne = (batchOf: BatchOf): Promise<Progress> =>
      this.committed(context, part, (transaction) =>
        takeOneByOne(transaction, batchOf, part, upload, this.clock.now()),
      );
    if (asNew) return oneByOne(() => asNew.batch);
    return this.keeper.using(context, (keys) =>
      oneByOne((events, rootOf) => eventBatch(keys, events, rootOf)),
    );
  }

  /** That a file was taken to its end stands in the audit log; its parts are not the bank's doing. */
  private committed(context: TenantContext, { id, isLast }: JudgedPart, take: Take): Promise<Progress> {
    if (!isLast) return this.database.transaction(context, take);
    const command = { operation: 'completeEventUpload', permission: 'event:write', input: null } as const;
    return this.road.run(context, command, async (transaction) => {
      const progress = await take(transaction);
      const { rows, accepted, duplicates, rejected, contradictions } = progress;
      return {
        answer: progress,
        subject: { kind: 'eventUpload', id },
        after: { rows, accepted, duplicates, rejected, contradictions },
      };
    });
  }
}

/** All statements go to the database at once: it does not wait for this process between them. */
async function takeAsNew(
  transaction: TenantTransaction,
  part: JudgedPart,
  upload: EventUpload,
): Promise<Progress> {
  const { asNew, good, rejections } = part;
  if (!asNew) throw new Error('a part is written as new that was not made ready for it');
  const { batch, profiles, receivedAt } = asNew;
  const progress = progressOf(part, upload, {
    ...{ accepted: batch.ids.size, duplicates: good.length - batch.ids.size },
    ...{ rejected: rejections.length, contradictions: 0 },
  });
  const [, , , moved] = await sentTogether(
    addNewEvents(transaction, batch),
    addRejections(transaction, upload.id, toldOf(rejections, upload)),
    addProfiles(transaction, placeOf(upload, receivedAt), profiles),
    moveUpload(transaction, { id: upload.id, from: upload.receivedBytes, at: receivedAt }, progress),
  );
  if (!moved) throw wrongOffset(progress.receivedBytes);
  return progress;
}

async function takeOneByOne(
  transaction: TenantTransaction,
  batchOf: BatchOf,
  part: JudgedPart,
  upload: EventUpload,
  receivedAt: Instant,
): Promise<Progress> {
  const corrected = await correctedBy(
    transaction,
    part.good.map(({ event }) => event),
  );
  const { events, misplaced } = placed(part.good, corrected);
  const refused = [...part.rejections, ...misplaced];
  const added = await addEvents(transaction, batchOf(events, corrected.rootOf));
  const contradictions = corrected.contradictions(events, (eventId) => added.has(eventId));
  await addRejections(transaction, upload.id, toldOf(refused, upload));
  const rejected = refused.map(({ reason }) => reason);
  const profiles = batchProfiles({ events, added, rejected, receivedAt });
  await addProfiles(transaction, placeOf(upload, receivedAt), profiles);
  const progress = progressOf(part, upload, {
    ...{ accepted: added.size, duplicates: events.length - added.size },
    ...{ rejected: refused.length, contradictions: contradictions.length },
  });
  const moved = { id: upload.id, from: upload.receivedBytes, at: receivedAt };
  if (!(await moveUpload(transaction, moved, progress))) throw wrongOffset(progress.receivedBytes);
  return progress;
}

/** Parts of a file come one after the other, and wait for nobody's rows. */
function placeOf({ source }: EventUpload, at: Instant) {
  return { source, stripe: 0, at };
}

/** Of rows that were not taken, in the order of the file, those that are told of one by one. */
function toldOf(refused: readonly Rejection[], { rejected }: EventUpload): Rejection[] {
  const inOrder = refused.toSorted((one, other) => one.row - other.row);
  return inOrder.slice(0, Math.max(0, rejectionsMax - rejected));
}

type Counts = Pick<Progress, 'accepted' | 'duplicates' | 'rejected' | 'contradictions'>;

function progressOf({ read, isLast }: JudgedPart, upload: EventUpload, counts: Counts): Progress {
  return {
    status: isLast ? 'DONE' : 'OPEN',
    columns: read.columns,
    receivedBytes: upload.receivedBytes + read.consumed,
    rows: upload.rows + read.rows,
    accepted: upload.accepted + counts.accepted,
    duplicates: upload.duplicates + counts.duplicates,
    rejected: upload.rejected + counts.rejected,
    contradictions: upload.contradictions + counts.contradictions,
  };
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

function wrongOffset(expected: number): Fault {
  return new Fault('UPLOAD_OFFSET_WRONG', { expected });
}
