import { toEpochMs } from '@fanxing/kernel';
import { systemClock } from './system-clock.js';

describe('the system clock', () => {
  it('says the time of the machine, to the millisecond and in UTC', () => {
    const before = Date.now();
    const now = systemClock.now();
    const after = Date.now();
    expect(now).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(toEpochMs(now)).toBeGreaterThanOrEqual(before);
    expect(toEpochMs(now)).toBeLessThanOrEqual(after);
  });
});
