import { Fault } from '@fanxing/kernel';
import { handOver, type SentPart, type UploadState } from './hand-over.js';

const row = `${'x'.repeat(99)}\n`;
const rows = 30_000;
const body = Buffer.from(row.repeat(rows));
const offset = 5_000;

/** A file as the service keeps it: takes what begins where it has come to, up to the last row that `wholeTo` finds, a part at a time. */
function aFile({ wholeTo = (part: Buffer) => part.lastIndexOf('\n') + 1, knowsAhead = true } = {}) {
  let [receivedBytes, expected, underWay, most] = [offset, offset, 0, 0];
  const parts: Buffer[] = [];
  let inTurn: Promise<unknown> = Promise.resolve();
  const take = (part: SentPart): Promise<UploadState> => {
    underWay += 1;
    most = Math.max(most, underWay);
    const bytes = Buffer.from(part.base64, 'base64');
    const isExpected = part.offset === expected;
    if (knowsAhead && isExpected) expected += wholeTo(bytes);
    const taken = inTurn.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
      if (!(knowsAhead ? isExpected : part.offset === expected) || part.offset !== receivedBytes)
        throw new Fault('UPLOAD_OFFSET_WRONG', { expected: receivedBytes });
      const whole = part.isLast ? bytes.length : wholeTo(bytes);
      parts.push(bytes.subarray(0, whole));
      receivedBytes += whole;
      expected = receivedBytes;
      return { status: part.isLast ? ('DONE' as const) : ('OPEN' as const), receivedBytes };
    });
    inTurn = taken.catch(() => undefined);
    return taken;
  };
  return { take, taken: () => Buffer.concat(parts), parts, most: () => most };
}

it('cuts a body at the ends of lines, and sends parts before the one ahead is answered', async () => {
  const file = aFile();
  const state = await handOver(file.take, body, { id: 'u', offset, isLast: true });
  expect(state).toEqual({ status: 'DONE', receivedBytes: offset + body.length });
  expect(file.taken().equals(body)).toBe(true);
  expect(file.parts.every((part) => part.length % row.length === 0)).toBe(true);
  expect([file.parts.length, file.most()]).toEqual([5, 3]);
});

it('goes on one by one where rows do not end with lines, and loses and doubles nothing', async () => {
  // Every row has a line end in its middle, and parts are cut there.
  const wholeTo = (part: Buffer) => Math.floor(part.length / 250) * 250;
  const file = aFile({ wholeTo });
  const state = await handOver(file.take, body, { id: 'u', offset, isLast: true });
  expect(state).toEqual({ status: 'DONE', receivedBytes: offset + body.length });
  expect(file.taken().equals(body)).toBe(true);
});

it('goes on one by one where parts come to processes that know nothing of each other', async () => {
  const file = aFile({ knowsAhead: false });
  const state = await handOver(file.take, body, { id: 'u', offset, isLast: false });
  expect(state).toEqual({ status: 'OPEN', receivedBytes: offset + body.length });
  expect(file.taken().equals(body)).toBe(true);
});

it('leaves what is left of a row, and says nothing of a body without one', async () => {
  const file = aFile();
  const cut = body.subarray(0, body.length - 1);
  const state = await handOver(file.take, cut, { id: 'u', offset, isLast: false });
  expect(state.receivedBytes).toBe(offset + body.length - row.length);
  const none = aFile();
  expect(await handOver(none.take, Buffer.alloc(0), { id: 'u', offset, isLast: true })).toEqual({
    ...{ status: 'DONE', receivedBytes: offset },
  });
});

it('fails as the first part that fails, also when that is said to be in the wrong place', async () => {
  const file = aFile();
  let parts = 0;
  const take = (part: SentPart) => {
    parts += 1;
    return parts === 2 ? Promise.reject(new Fault('WRITE_CONTENTION')) : file.take(part);
  };
  await expect(handOver(take, body, { id: 'u', offset, isLast: true })).rejects.toMatchObject({
    reason: 'WRITE_CONTENTION',
  });
  const wrong = handOver(aFile().take, body, { id: 'u', offset: offset + 1, isLast: true });
  await expect(wrong).rejects.toMatchObject({ reason: 'UPLOAD_OFFSET_WRONG' });
});
