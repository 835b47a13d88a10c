import { parseBusinessDate } from './business-date.js';
import { parseInstant } from './instant.js';
import { formatWallMinutes, instantAt, parseWallMinutes, wallTimeAt } from './wall-time.js';

describe('the time on a wall', () => {
  it.each([
    ['2026-11-20T08:05:59Z', 'Asia/Shanghai', '2026-11-20', '16:05'],
    ['2026-11-20T16:00:00Z', 'Asia/Shanghai', '2026-11-21', '00:00'],
    ['2026-07-01T03:59:00Z', 'America/New_York', '2026-06-30', '23:59'],
    ['2026-11-20T18:15:00Z', 'Asia/Kathmandu', '2026-11-21', '00:00'],
  ])('%s in %s is %s %s, and back', (instant, timeZone, date, time) => {
    const wall = wallTimeAt(parseInstant(instant), timeZone);
    expect([wall.date, formatWallMinutes(wall.minutes)]).toEqual([date, time]);
    const minute = parseInstant(`${instant.slice(0, 17)}00Z`);
    expect(instantAt(parseBusinessDate(date), wall.minutes, timeZone)).toBe(minute);
  });

  it('that summer time leaves out is the moment of the change; one that comes twice is its first', () => {
    const at = (date: string, time: string): string =>
      instantAt(parseBusinessDate(date), parseWallMinutes(time), 'America/New_York');
    expect(at('2026-03-08', '02:30')).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-03-08', '03:00')).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-11-01', '01:30')).toBe('2026-11-01T05:30:00.000Z');
    expect(at('2026-11-01', '02:00')).toBe('2026-11-01T07:00:00.000Z');
    expect(at('2026-11-01', '24:00')).toBe('2026-11-02T05:00:00.000Z');
  });

  it.each(['9:00', '24:01', '12:60', 'noon', ''])('is not %j', (text) => {
    expect(() => parseWallMinutes(text)).toThrow(expect.objectContaining({ reason: 'INPUT_INVALID' }));
  });
});
