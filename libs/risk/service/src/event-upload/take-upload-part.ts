import { setImmediate as others } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import type { UploadPart, UploadState } from '@fanxing/risk-contract';
import { KeyKeeper } from '@fanxing/runtime/encryption';
import { mustBeAllowedTo, type TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import { eventBatch } from '../event/event-batch.js';
import { latestMoment } from '../event/latest-moment.js';
import { batchProfiles } from '../event-quality/batch-profiles.js';
import type { EventUpload, Progress } from './event-upload.js';
import { JudgeRows } from './judge-rows.js';
import { PartsInTurn } from './parts-in-turn.js';
import { ReadEventUpload } from './read-event-upload.js';
import { readRows, type ReadRows } from './read-rows.js';
import { WritePart, type JudgedPart } from './write-part.js';

/** A part as it was read: where the file stands after it, and what is in it. */
interface ReadPart extends Pick<
  EventUpload,
  'id' | 'status' | 'format' | 'columns' | 'receivedBytes' | 'rows'
> {
  readonly rowsRead: ReadRows;
  /** As it stood before the part: as it is kept, or undefined where the part before is under way. */
  readonly upload: EventUpload | undefined;
}

/**
 * Takes one part of a file: the rows that are whole in it are read, judged, sealed and written together with how far the file has come. So
 * a part is taken once, whoever sends it again, and a process that is killed leaves all of it or nothing. A part may come before the one
 * ahead of it is committed: it is made ready meanwhile, and written after it.
 */
@Injectable()
export class TakeUploadPart {
  private readonly inTurn = new PartsInTurn<ReadPart, EventUpload>();

  constructor(
    private readonly keeper: KeyKeeper,
    private readonly uploads: ReadEventUpload,
    private readonly judge: JudgeRows,
    private readonly writer: WritePart,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Fails with NOT_FOUND, UPLOAD_OFFSET_WRONG, STATE_CONFLICT when the file is whole, and INPUT_INVALID for a header that is none. */
  async run(context: TenantContext, part: UploadPart): Promise<UploadState> {
    mustBeAllowedTo(context, 'event:write');
    const { id, offset } = part;
    const file = `${context.tenantId} ${context.environment} ${id}`;
    const upload = await this.inTurn.run<JudgedPart>(file, offset, {
      read: (before) => this.read(context, part, before),
      prepare: (read) => this.prepare(context, read, part.isLast),
      write: async (ready, before) => {
        const known = before ?? ready.upload;
        // The part before was not taken: this one does not begin where the file has come to.
        if (!known) throw wrongOffset(await this.uploads.byId(context, id));
        return { ...known, ...(await this.writer.run(context, ready, known)) };
      },
    });
    return stateOf(upload);
  }

  private async read(
    context: TenantContext,
    { id, offset, base64, isLast }: UploadPart,
    before: ReadPart | undefined,
  ): Promise<ReadPart> {
    const upload = before ? undefined : await this.openAt(context, id, offset);
    const from = before ?? (upload as EventUpload);
    mustBeOpen(from);
    const latest = latestMoment(context, this.clock.now());
    const rowsRead = readRows(Buffer.from(base64, 'base64'), from, latest, isLast);
    return {
      ...{ id, status: isLast ? 'DONE' : 'OPEN', format: from.format, columns: rowsRead.columns },
      receivedBytes: offset + rowsRead.consumed,
      rows: from.rows + rowsRead.rows,
      ...{ rowsRead, upload },
    };
  }

  /** Leaves the process to others between its steps: each takes some milliseconds. */
  private async prepare(
    context: TenantContext,
    { id, rowsRead, upload }: ReadPart,
    isLast: boolean,
  ): Promise<JudgedPart> {
    await others();
    const { good, rejections } = await this.judge.run(context, rowsRead.events);
    const refused = [...rowsRead.rejections, ...rejections];
    const part = { id, upload, read: rowsRead, good, rejections: refused, isLast };
    if (good.some(({ event }) => event.corrects !== null)) return part;
    await others();
    const events = good.map(({ event }) => event);
    const batch = await this.keeper.using(context, (keys) => eventBatch(keys, events, () => null));
    await others();
    const receivedAt = this.clock.now();
    const rejected = refused.map(({ reason }) => reason);
    const profiles = batchProfiles({ events, added: batch.ids, rejected, receivedAt });
    return { ...part, asNew: { batch, profiles, receivedAt } };
  }

  private async openAt(context: TenantContext, id: string, offset: number): Promise<EventUpload> {
    const upload = await this.uploads.byId(context, id);
    mustBeOpen(upload);
    if (offset !== upload.receivedBytes) throw wrongOffset(upload);
    return upload;
  }
}

function mustBeOpen({ status }: Pick<EventUpload, 'status'>): void {
  if (status !== 'OPEN') throw new Fault('STATE_CONFLICT', { what: 'upload', status, needed: 'OPEN' });
}

function wrongOffset({ receivedBytes }: EventUpload): Fault {
  return new Fault('UPLOAD_OFFSET_WRONG', { expected: receivedBytes });
}

function stateOf(upload: Progress): UploadState {
  const { status, receivedBytes, rows, accepted, duplicates, rejected, contradictions } = upload;
  return { status, receivedBytes, rows, accepted, duplicates, rejected, contradictions };
}
