import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('points that come back', () => {
  it('never let through more than the burst and what came back since', () => {
    const steps = fc.array(fc.record({ afterMs: fc.nat(2_000), points: fc.integer({ min: 1, max: 40 }) }), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 500 }),
        steps,
        (rate, burst, all) => {
          const bucket = new TokenBucket(rate, burst, 0);
          let nowMs = 0;
          let taken = 0;
          for (const { afterMs, points } of all) {
            nowMs += afterMs;
            if (bucket.take(points, nowMs)) taken += points;
            expect(taken).toBeLessThanOrEqual(burst + (nowMs / 1_000) * rate + 1e-6);
          }
        },
      ),
    );
  });

  it('are there when the wait that was told is over, and not a moment before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 100 }), (rate, points) => {
        const bucket = new TokenBucket(rate, 100, 0);
        bucket.take(100, 0);
        const waitMs = bucket.waitMs(points, 0);
        expect(bucket.waitMs(points, waitMs - 1)).toBeGreaterThan(0);
        expect(bucket.take(points, waitMs)).toBe(true);
      }),
    );
  });

  it('that were taken and not used are given back, up to the burst', () => {
    const bucket = new TokenBucket(10, 100, 0);
    bucket.take(60, 0);
    bucket.give(50);
    expect(bucket.available(0)).toBe(90);
    bucket.give(50);
    expect(bucket.available(0)).toBe(100);
  });

  it('keep to new limits from then on', () => {
    const bucket = new TokenBucket(10, 100, 0);
    bucket.change(1, 5, 0);
    expect([bucket.available(0), bucket.take(6, 0), bucket.waitMs(6, 0)]).toEqual([5, false, 3_600_000]);
    bucket.change(10, 50, 0);
    expect(bucket.available(0)).toBe(50);
  });
});
