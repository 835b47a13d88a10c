import { Fault } from '@fanxing/kernel';

/** How far a file has come. */
export interface UploadState {
  readonly status: 'OPEN' | 'DONE';
  readonly receivedBytes: number;
}

/** A part of a file as it goes to the service. */
export interface SentPart {
  readonly id: string;
  readonly offset: number;
  readonly base64: string;
  /** Whether the file ends with it. */
  readonly isLast: boolean;
}

/** A body, which begins at `offset` of the file. */
interface SentBody {
  readonly id: string;
  readonly offset: number;
  readonly isLast: boolean;
}

/** A part that is on its way. */
interface Sent {
  readonly from: number;
  readonly to: number;
  /** Whether it was sent before it was known that the one before it was taken whole. */
  readonly isAhead: boolean;
  readonly taken: Promise<UploadState>;
}

/** What goes to the service at once: a message between processes has at most a mebibyte, and base64 takes a third more. */
const partBytes = 720 * 1024;
/** One is written, one is made ready, and one is on its way. */
const partsAhead = 3;
const lineFeed = 0x0a;

/**
 * Hands a body over part by part; what is left of a row at its end stays with the caller, who sends it again with what follows.
 *
 * A part is cut at the end of a line, and the next is sent before its answer: most rows end there. Where one does not, or where the parts
 * reach different processes, the service refuses what begins elsewhere than where the file has come to; then parts go one by one.
 * The answer is that of the last part that was taken, so what it tells of is committed. Fails as the first part that fails does.
 */
export async function handOver(
  take: (part: SentPart) => Promise<UploadState>,
  body: Buffer,
  { id, offset, isLast }: SentBody,
): Promise<UploadState> {
  let ahead = partsAhead;
  let sent: Sent[] = [];
  const send = (from: number): void => {
    const to = endOfPart(body, from);
    const part = { id, offset: offset + from, base64: body.toString('base64', from, to) };
    const taken = take({ ...part, isLast: isLast && to === body.length });
    // Each is awaited in its turn, or not at all once one before it has failed.
    taken.catch(() => undefined);
    sent.push({ from, to, isAhead: sent.length > 0, taken });
  };
  send(0);
  for (let [first] = sent; first !== undefined; [first] = sent) {
    for (let last = sent.at(-1); last && last.to < body.length && sent.length < ahead; last = sent.at(-1))
      send(last.to);
    const state = await outcomeOf(first);
    const reached = state ? state.receivedBytes - offset : first.from;
    if (state && (first.to === body.length || reached === first.from)) return state;
    sent.shift();
    if (reached === first.to) {
      if (sent.length === 0) send(reached);
      continue;
    }
    // What was sent ahead begins where no row does, or where nobody knew of the part before: all of it is refused.
    await Promise.allSettled(sent.map(({ taken }) => taken));
    ahead = 1;
    sent = [];
    send(reached);
  }
  throw new Error('a body has at least one part');
}

/** Undefined for a part that was sent ahead and did not begin where the file had come to. */
async function outcomeOf({ taken, isAhead }: Sent): Promise<UploadState | undefined> {
  try {
    return await taken;
  } catch (error) {
    if (isAhead && error instanceof Fault && error.reason === 'UPLOAD_OFFSET_WRONG') return undefined;
    throw error;
  }
}

/** Where a part ends that begins at `from`: after the last line that is whole in it, or with the body. */
function endOfPart(body: Buffer, from: number): number {
  const limit = from + partBytes;
  if (limit >= body.length) return body.length;
  const lineEnd = body.lastIndexOf(lineFeed, limit - 1);
  return lineEnd < from ? limit : lineEnd + 1;
}
