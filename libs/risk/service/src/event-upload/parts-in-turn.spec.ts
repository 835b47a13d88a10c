import { setTimeout as pause } from 'node:timers/promises';
import { PartsInTurn, type PartSteps } from './parts-in-turn.js';

interface Read {
  readonly receivedBytes: number;
  readonly knew: number | undefined;
}

/** Parts of ten bytes, each with the milliseconds that its steps take; `said` is what happens, in its order. */
function aFile() {
  const inTurn = new PartsInTurn<Read, number>();
  const said: string[] = [];
  const part = (offset: number, [read, prepare, write] = [1, 1, 1], fails = ''): Promise<number> => {
    const step = async (name: string, milliseconds: number): Promise<void> => {
      said.push(`${name} ${offset}`);
      await pause(milliseconds);
      if (fails === name) throw new Error(`${name} fails`);
    };
    const steps: PartSteps<Read, Read, number> = {
      read: async (before) => {
        await step('read', read);
        return { receivedBytes: offset + 10, knew: before?.receivedBytes };
      },
      prepare: async (ready) => {
        await step('prepare', prepare);
        return ready;
      },
      write: async ({ knew, receivedBytes }, before) => {
        said.push(`${knew} ${before}`);
        await step('write', write);
        return receivedBytes;
      },
    };
    return inTurn.run('file', offset, steps);
  };
  return { part, said };
}

it('parts are read and written in their order, and made ready while the one before is written', async () => {
  const { part, said } = aFile();
  const all = [part(0, [20, 1, 60]), part(10, [1, 20, 1]), part(20, [1, 1, 1])];
  expect(await Promise.all(all)).toEqual([10, 20, 30]);
  expect(said.indexOf('prepare 20')).toBeLessThan(said.indexOf('write 10'));
  const order = (step: string) => said.filter((each) => each.startsWith(step));
  expect([order('read'), order('write')]).toEqual([
    ['read 0', 'read 10', 'read 20'],
    ['write 0', 'write 10', 'write 20'],
  ]);
  expect(said.filter((each) => /^(undefined|\d)/.test(each))).toEqual([
    ...['undefined undefined', '10 10', '20 20'],
  ]);
});

it('a part whose predecessor fails is told of none, and one that begins elsewhere knows of none', async () => {
  const { part, said } = aFile();
  const outcomes = await Promise.allSettled([
    ...[part(0, [1, 1, 20], 'write'), part(10), part(100), part(110, [1, 1, 1], 'prepare'), part(120)],
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...['rejected', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  ]);
  expect(said.filter((each) => /^(undefined|\d)/.test(each)).toSorted()).toEqual([
    ...['10 undefined', '120 undefined', 'undefined undefined', 'undefined undefined'],
  ]);
});

it('a part that comes once the one before was taken stands for itself', async () => {
  const { part, said } = aFile();
  await part(0);
  await part(10);
  await part(20, [1, 1, 1], 'read').catch(() => undefined);
  await part(20);
  expect(said.filter((each) => /^(undefined|\d)/.test(each))).toEqual(
    Array.from({ length: 3 }, () => 'undefined undefined'),
  );
});
