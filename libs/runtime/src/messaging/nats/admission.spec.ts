import { setTimeout as pause } from 'node:timers/promises';
import { Admission } from './admission.js';

describe('admission to a busy service', () => {
  const work = async (running: { now: number; most: number }) => {
    running.now += 1;
    running.most = Math.max(running.most, running.now);
    await pause(10);
    running.now -= 1;
    return 'done';
  };

  it('lets in so many at once, and in the end everybody who found a place to wait', async () => {
    const admission = new Admission(3, 20);
    const running = { now: 0, most: 0 };
    const outcomes = await Promise.all(
      Array.from({ length: 23 }, () =>
        admission.run(
          () => work(running),
          5_000,
          () => 'refused',
        ),
      ),
    );
    expect(running.most).toBe(3);
    expect(outcomes).toEqual(Array.from({ length: 23 }, () => 'done'));
  });

  it('refuses at once those who find no place to wait', async () => {
    const admission = new Admission(1, 1);
    const running = { now: 0, most: 0 };
    const outcomes = await Promise.all(
      [1, 2, 3].map(() =>
        admission.run(
          () => work(running),
          5_000,
          () => 'refused',
        ),
      ),
    );
    expect(outcomes).toEqual(['done', 'done', 'refused']);
  });

  it('does not begin what its caller no longer waits for', async () => {
    const admission = new Admission(1, 5);
    const first = admission.run(
      () => pause(30).then(() => 'first'),
      5_000,
      () => 'refused',
    );
    let begun = false;
    const second = admission.run(
      async () => ((begun = true), 'second'),
      5,
      () => 'refused',
    );
    expect(await Promise.all([first, second])).toEqual(['first', 'refused']);
    expect(begun).toBe(false);
    expect(
      await admission.run(
        async () => 'third',
        5,
        () => 'refused',
      ),
    ).toBe('third');
  });

  it('frees the place of work that failed', async () => {
    const admission = new Admission(1, 0);
    await expect(
      admission.run(
        () => Promise.reject(new Error('x')),
        5,
        () => 'refused',
      ),
    ).rejects.toThrow('x');
    expect(
      await admission.run(
        async () => 'next',
        5,
        () => 'refused',
      ),
    ).toBe('next');
  });
});
