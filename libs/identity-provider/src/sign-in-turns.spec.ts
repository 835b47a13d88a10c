import { SignInTurns } from './sign-in-turns.js';

/** Work that ends when it is told to, and in which order it began. */
function bench() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const turns = new SignInTurns();
  const come = (address: string, name = address) =>
    turns.take(address, () => {
      begun.push(name);
      return new Promise<void>((resolve) => void ends.push(resolve));
    });
  const end = async (): Promise<void> => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, come, end };
}

it('two passwords are compared at once, and whoever waits is next', async () => {
  const { begun, come, end } = bench();
  const all = ['a', 'b', 'c', 'd'].map((each) => come(each));
  expect(begun).toEqual(['a', 'b']);
  for (let ended = 0; ended < 4; ended += 1) await end();
  await Promise.all(all);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

it('somebody who sends many keeps another one waiting for one of them, not for all', async () => {
  const { begun, come, end } = bench();
  const many = Array.from({ length: 30 }, (_, index) => come('many', `many ${index}`));
  const other = come('other');
  await end();
  await end();
  expect(begun).toEqual(['many 0', 'many 1', 'many 2', 'other']);
  for (let ended = 0; ended < 31; ended += 1) await end();
  await Promise.all([...many, other]);
});

it('somebody who has 32 waiting is not heard, and others are', async () => {
  const { begun, come, end } = bench();
  const many = Array.from({ length: 34 }, () => come('many'));
  await expect(come('many')).rejects.toMatchObject({ error: 'temporarily_unavailable' });
  const other = come('other');
  for (let ended = 0; ended < 40; ended += 1) await end();
  await Promise.all([...many, other]);
  expect(begun).toContain('other');
});

it('a comparison that fails hands its turn on', async () => {
  const turns = new SignInTurns();
  const failing = Array.from({ length: 5 }, () => turns.take('a', () => Promise.reject(new Error('no'))));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  await expect(turns.take('a', () => Promise.resolve('yes'))).resolves.toBe('yes');
});
