import fc from 'fast-check';
import { newId } from '../identifier/index.js';
import type { TenantContext } from '../identity/index.js';
import { GatheredCalls } from './gathered-calls.js';

const tenant = (environment: 'sandbox' | 'live' = 'sandbox'): TenantContext => ({
  tenantId: newId('tenant'),
  environment,
  actor: { kind: 'client', id: 'core' },
  roles: [],
});

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('calls that are gathered', () => {
  it('go together while one is under way, and each gets its own answer', async () => {
    const sizes: number[] = [];
    const gathered = new GatheredCalls<number, number>({
      name: 'double',
      most: 8,
      run: async (_, given) => {
        sizes.push(given.length);
        await pause();
        return given.map((each) => each * 2);
      },
    });
    const context = tenant();
    const first = gathered.call(context, 1);
    await pause();
    const others = Array.from({ length: 20 }, (_, index) => gathered.call(context, index + 2));
    expect(await first).toBe(2);
    expect(await Promise.all(others)).toEqual(others.map((_, index) => (index + 2) * 2));
    expect(sizes).toEqual([1, 8, 8, 4]);
  });

  it('of several tenants and environments never share a call, and do not wait for one another', async () => {
    const seen: string[][] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const gathered = new GatheredCalls<string, string>({
      name: 'echo',
      most: 8,
      run: async (_, given) => {
        seen.push([...given]);
        if (given.includes('slow')) await held;
        return given;
      },
    });
    const north = tenant();
    const calls = [
      gathered.call(north, 'slow'),
      gathered.call(tenant(), 'another tenant'),
      gathered.call({ ...north, environment: 'live' }, 'another environment'),
    ];
    expect(await calls[1]).toBe('another tenant');
    expect(await calls[2]).toBe('another environment');
    expect(seen).toEqual([['slow'], ['another tenant'], ['another environment']]);
    release();
    expect(await calls[0]).toBe('slow');
  });

  it('answer each once, fail alone, keep the order of what touches the same, and never do that at once', async () => {
    const some = fc.array(
      fc.record({ mark: fc.constantFrom('a', 'b', 'c', 'd'), bad: fc.boolean(), later: fc.boolean() }),
      { minLength: 1, maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(some, fc.integer({ min: 1, max: 6 }), async (wanted, most) => {
        const done: number[] = [];
        const gathered = new GatheredCalls<{ mark: string; bad: boolean; place: number }, number>({
          name: 'some',
          most,
          apart: ({ mark }) => [mark],
          run: async (_, given) => {
            expect(given.length).toBeLessThanOrEqual(most);
            expect(new Set(given.map(({ mark }) => mark)).size).toBe(given.length);
            await pause();
            if (given.some(({ bad }) => bad)) throw new Error('bad');
            done.push(...given.map(({ place }) => place));
            return given.map(({ place }) => place);
          },
        });
        const context = tenant();
        const calls: Promise<number>[] = [];
        for (const [place, { mark, bad, later }] of wanted.entries()) {
          if (later) await pause();
          calls.push(gathered.call(context, { mark, bad, place }));
        }
        const outcomes = await Promise.allSettled(calls);
        expect(outcomes.map(({ status }) => status)).toEqual(
          wanted.map(({ bad }) => (bad ? 'rejected' : 'fulfilled')),
        );
        outcomes.forEach(
          (outcome, place) => outcome.status === 'fulfilled' && expect(outcome.value).toBe(place),
        );
        expect([...done].sort((one, other) => one - other)).toEqual(
          wanted.flatMap(({ bad }, place) => (bad ? [] : [place])),
        );
        for (const mark of ['a', 'b', 'c', 'd']) {
          const ofMark = done.filter((place) => wanted[place]?.mark === mark);
          expect(ofMark).toEqual([...ofMark].sort((one, other) => one - other));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('fail when answers are missing, instead of leaving somebody without one', async () => {
    const gathered = new GatheredCalls<number, number>({
      name: 'short',
      most: 8,
      run: () => Promise.resolve([]),
    });
    await expect(gathered.call(tenant(), 1)).rejects.toThrow('has answered 0 of 1');
  });
});
