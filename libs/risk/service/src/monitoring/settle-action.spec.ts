import { parseBusinessDate, parseCurrency } from '@fanxing/kernel';
import type { MonitoringVerdict } from '@fanxing/risk-strategy';
import fc from 'fast-check';
import { settleAction, type Circumstances, type WatchedLine } from './settle-action.js';

const line: WatchedLine = {
  status: 'ACTIVE',
  currency: parseCurrency('CNY'),
  limitMinor: 2_000_000n,
  usedMinor: 500_000n,
  limitMinMinor: 100_000n,
  limitMaxMinor: 5_000_000n,
  daysPastDue: 0,
  loansOpen: 1,
};
const calm: Circumstances = {
  line,
  lastOrder: null,
  businessDate: parseBusinessDate('2026-11-20'),
  coolDownDays: 30,
};

function verdict(more: Partial<MonitoringVerdict>): MonitoringVerdict {
  return {
    level: 'ORANGE',
    reasons: ['LOAN_OVERDUE'],
    action: 'NONE',
    limit: null,
    limitShare: null,
    ...more,
  };
}
const settled = (more: Partial<MonitoringVerdict>, of: Partial<WatchedLine> = {}) =>
  settleAction(verdict(more), { ...calm, line: { ...line, ...of } });
const held = (because: string) => ({ action: 'NONE', limitMinor: null, held: because });

describe('what is asked of lending', () => {
  it('is what the rules want, where the line can be changed like that', () => {
    expect(settled({ action: 'FREEZE' })).toEqual({ action: 'FREEZE', limitMinor: null, held: null });
    expect(settled({ action: 'CUT', limit: '10000.00' })).toMatchObject({
      action: 'CUT',
      limitMinor: 1_000_000n,
    });
    expect(settled({ action: 'RAISE', limitShare: '1.5' })).toMatchObject({
      action: 'RAISE',
      limitMinor: 3_000_000n,
    });
    expect(settled({ action: 'UNFREEZE' }, { status: 'FROZEN' })).toMatchObject({
      action: 'UNFREEZE',
      held: null,
    });
    expect(settled({})).toEqual({ action: 'NONE', limitMinor: null, held: null });
  });

  it('stays within the product, in whole hundreds, rounded down', () => {
    expect(settled({ action: 'RAISE', limitShare: '9' }).limitMinor).toBe(5_000_000n);
    expect(settled({ action: 'CUT', limitShare: '0.0001' }).limitMinor).toBe(100_000n);
    expect(settled({ action: 'CUT', limitShare: '0.333' }).limitMinor).toBe(660_000n);
  });

  it.each<[string, Partial<MonitoringVerdict>, Partial<WatchedLine>, string]>([
    ['a freeze of a frozen line', { action: 'FREEZE' }, { status: 'FROZEN' }, 'NO_CHANGE'],
    ['a line let go that is free', { action: 'UNFREEZE' }, {}, 'NO_CHANGE'],
    [
      'a raise of a frozen line',
      { action: 'RAISE', limitShare: '2' },
      { status: 'FROZEN' },
      'LINE_NOT_ACTIVE',
    ],
    ['anything of an expired line', { action: 'FREEZE' }, { status: 'EXPIRED' }, 'LINE_NOT_ACTIVE'],
    ['a raise at the highest', { action: 'RAISE', limitShare: '2' }, { limitMinor: 5_000_000n }, 'AT_BOUND'],
    ['a cut at the lowest', { action: 'CUT', limitShare: '0.5' }, { limitMinor: 100_000n }, 'AT_BOUND'],
    ['a cut to more', { action: 'CUT', limit: '30000.00' }, {}, 'NO_CHANGE'],
  ])('is nothing for %s, and says why', (_, wanted, of, because) => {
    expect(settled(wanted, of)).toEqual(held(because));
  });

  it('waits for the cool-down to end, to the day; a freeze does not', () => {
    const lastOrder = { id: 'warning', action: 'CUT', on: parseBusinessDate('2026-11-01') };
    const on = (day: string, action: Partial<MonitoringVerdict>) =>
      settleAction(verdict(action), { ...calm, lastOrder, businessDate: parseBusinessDate(day) });
    const again = { action: 'CUT', limitShare: '0.5' } as const;
    expect(on('2026-11-30', again)).toEqual(held('COOL_DOWN'));
    expect(on('2026-12-01', again)).toMatchObject({ action: 'CUT' });
    expect(on('2026-11-02', { action: 'FREEZE' })).toMatchObject({ action: 'FREEZE' });
  });

  it('fails for an amount that the currency does not have', () => {
    expect(() => settled({ action: 'CUT', limit: '1.001' })).toThrow(
      expect.objectContaining({ reason: 'AMOUNT_TOO_PRECISE' }),
    );
  });

  it('of random days never changes a line twice within the cool-down but to freeze it, nor leaves the bounds', () => {
    const day = fc.record({
      action: fc.constantFrom(
        'NONE' as const,
        'RAISE' as const,
        'CUT' as const,
        'FREEZE' as const,
        'UNFREEZE' as const,
      ),
      share: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(day, { maxLength: 60 }), fc.integer({ min: 0, max: 10 }), (days, coolDownDays) => {
        let now: WatchedLine = line;
        let lastOrder: Circumstances['lastOrder'] = null;
        let lastDay = -Infinity;
        days.forEach(({ action, share }, at) => {
          const businessDate = parseBusinessDate(
            new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10),
          );
          const limitShare = (share / 100).toFixed(2);
          const asked = settleAction(verdict({ action, limitShare }), {
            line: now,
            lastOrder,
            businessDate,
            coolDownDays,
          });
          if (asked.action === 'NONE') return;
          if (asked.action !== 'FREEZE') expect(at - lastDay).toBeGreaterThanOrEqual(coolDownDays);
          const limitMinor = asked.limitMinor ?? now.limitMinor;
          expect(limitMinor >= now.limitMinMinor && limitMinor <= now.limitMaxMinor).toBe(true);
          const status =
            asked.action === 'FREEZE' ? 'FROZEN' : asked.action === 'UNFREEZE' ? 'ACTIVE' : now.status;
          expect([status, limitMinor]).not.toEqual([now.status, now.limitMinor]);
          now = { ...now, status, limitMinor };
          lastOrder = { id: `warning ${at}`, action: asked.action, on: businessDate };
          lastDay = at;
        });
      }),
      { numRuns: 200 },
    );
  });
});
