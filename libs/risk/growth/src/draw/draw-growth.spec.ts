import { addDays, parseBusinessDate, parseInstant } from '@fanxing/kernel';
import { drawGrowth, limitGrowth, parseGrowthRule, type Receipt } from '../index.js';

const rule = parseGrowthRule({
  ...{ currency: 'CNY', raise: '50.00', cap: '20000.00', raiseDay: 5, customersPerDay: 30 },
  ...{ leastPayment: '1.00', timeZone: 'Asia/Shanghai' },
});
const start = { limitMinor: 5_000_00n, on: parseBusinessDate('2026-01-10') };
const receipts = Array.from({ length: 130 }, (_, at): Receipt => ({
  ...{ id: `r${at}`, payer: `p${at}`, amountMinor: 900n, currency: 'CNY', channel: 'qr' },
  at: parseInstant(`${addDays(start.on, Math.floor(at * 1.2))}T04:00:00Z`),
}));

const drawn = (on: string, given: readonly Receipt[] = receipts, by = rule): string =>
  drawGrowth(limitGrowth(by, start, given, parseBusinessDate(on)), by, start);

describe('the picture of a limit that grows', () => {
  it('says the limit, the next raise and what ten more would bring', () => {
    const svg = drawn('2026-04-20');
    expect(svg).toContain('<title id="title">Limit on 2026-04-20: 8550.00 CNY 多收多贷额度</title>');
    expect(svg).toMatch(/next raise 下次提额 2026-05-05 \+700\.00 · ten more 再多十位 \+500\.00/);
    expect(svg).toMatch(/cap 上限 20000\.00 ↑/);
    expect(svg).not.toMatch(/NaN|undefined|<script/);
  });

  it('has a bar for each raise and the next one, and draws the cap where it is near', () => {
    const near = parseGrowthRule({
      ...{ currency: 'CNY', raise: '50.00', cap: '9000.00', raiseDay: 5 },
      ...{ customersPerDay: 30, leastPayment: '1.00', timeZone: 'Asia/Shanghai' },
    });
    const svg = drawn('2026-04-20', receipts, near);
    expect(svg.match(/<rect [^>]*rx="2"/g)).toHaveLength(4);
    expect(svg).toMatch(/cap 上限 9000\.00</);
  });

  it('is bounded however long the limit has grown, and is drawn on the first day', () => {
    expect(drawn('2046-01-01').length).toBeLessThan(20_000);
    expect(drawn('2026-01-10', [])).not.toMatch(/NaN|Infinity/);
  });
});
