import fc from 'fast-check';
import { fromEpochMs, parseBusinessDate, parseInstant, wallTimeAt } from '@fanxing/kernel';
import { openingFrom, type PaymentHours } from './payment-hours.js';

const days = (...dates: string[]) => new Set(dates.map((date) => parseBusinessDate(date)));

/** 09:00 to 17:00 in Shanghai, the week of the National Day off, the Saturday after it worked. */
const hours: PaymentHours = {
  timeZone: 'Asia/Shanghai',
  opensAt: 9 * 60,
  closesAt: 17 * 60,
  weekend: [6, 7],
  holidays: days('2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'),
  workdays: days('2026-10-10'),
};

describe('an instruction', () => {
  it.each([
    ['goes at once while the bank is open', '2026-09-30T03:00:00Z', '2026-09-30T03:00:00.000Z'],
    ['waits for the morning', '2026-09-30T00:59:00Z', '2026-09-30T01:00:00.000Z'],
    ['goes in the last minute before the cut-off', '2026-09-30T08:59:59Z', '2026-09-30T08:59:59.000Z'],
    ['waits over the holidays after the cut-off', '2026-09-30T09:00:00Z', '2026-10-08T01:00:00.000Z'],
    ['waits over a holiday at noon', '2026-10-06T04:00:00Z', '2026-10-08T01:00:00.000Z'],
    ['goes on a Saturday that is worked', '2026-10-09T10:00:00Z', '2026-10-10T01:00:00.000Z'],
    ['waits over a Sunday', '2026-10-11T04:00:00Z', '2026-10-12T01:00:00.000Z'],
  ])('%s', (_, at, opening) => {
    expect(openingFrom(hours, parseInstant(at))).toBe(opening);
  });

  it('never goes while the bank is closed, never earlier than asked, and waits no longer than it must', () => {
    const instants = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') });
    const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(
        instants,
        zones,
        fc.nat(1_380),
        fc.integer({ min: 1, max: 60 }),
        (ms, timeZone, opensAt, length) => {
          const zoned = { ...hours, timeZone, opensAt, closesAt: opensAt + length };
          const at = fromEpochMs(ms);
          const opening = openingFrom(zoned, at);
          expect(opening >= at).toBe(true);
          expect(openingFrom(zoned, opening)).toBe(opening);
          if (opening > at)
            expect(wallTimeAt(opening, timeZone).date >= wallTimeAt(at, timeZone).date).toBe(true);
        },
      ),
      { numRuns: 2_000, examples: [[Date.parse('2026-03-08T06:00:00Z'), 'America/New_York', 90, 60]] },
    );
  });

  it('that could never go is refused', () => {
    const never = { ...hours, weekend: [1, 2, 3, 4, 5, 6, 7], workdays: days() };
    expect(() => openingFrom(never, parseInstant('2026-09-30T03:00:00Z'))).toThrow(
      expect.objectContaining({ reason: 'INPUT_INVALID' }),
    );
  });
});
