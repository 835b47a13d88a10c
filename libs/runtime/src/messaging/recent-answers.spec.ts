import { fromEpochMs, toEpochMs, type Clock, type Id } from '@fanxing/kernel';
import { systemContext, type TenantContext } from '../identity/index.js';
import { RecentAnswers } from './recent-answers.js';

class StandingClock implements Clock {
  private ms = toEpochMs('2026-11-22T08:00:00.000Z' as never);
  now = () => fromEpochMs(this.ms);
  advance(ms: number): void {
    this.ms += ms;
  }
}

const tenant = (suffix: string): TenantContext =>
  systemContext(`tenant_0000000000000000000000000${suffix}` as Id<'tenant'>, 'sandbox', 'test');

describe('answers of a moment ago', () => {
  it('are given again within the moment and asked for anew after it', async () => {
    const clock = new StandingClock();
    const recent = new RecentAnswers<number>(clock, 1_000);
    let asked = 0;
    const ask = () => Promise.resolve((asked += 1));
    expect(await recent.get(tenant('1'), 'terms', ask)).toBe(1);
    clock.advance(999);
    expect(await recent.get(tenant('1'), 'terms', ask)).toBe(1);
    clock.advance(1);
    expect(await recent.get(tenant('1'), 'terms', ask)).toBe(2);
  });

  it('never serve another tenant or another environment', async () => {
    const recent = new RecentAnswers<string>(new StandingClock(), 1_000);
    await recent.get(tenant('1'), 'terms', () => Promise.resolve('of the first'));
    expect(await recent.get(tenant('2'), 'terms', () => Promise.resolve('of the second'))).toBe(
      'of the second',
    );
    const live: TenantContext = { ...tenant('1'), environment: 'live' };
    expect(await recent.get(live, 'terms', () => Promise.resolve('of live'))).toBe('of live');
  });

  it('are not kept when asking failed', async () => {
    const recent = new RecentAnswers<string>(new StandingClock(), 1_000);
    await expect(recent.get(tenant('1'), 'terms', () => Promise.reject(new Error('down')))).rejects.toThrow(
      'down',
    );
    expect(await recent.get(tenant('1'), 'terms', () => Promise.resolve('up again'))).toBe('up again');
  });
});
