import { fromEpochMs, parseInstant } from './instant.js';

it.each([
  ['2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z'],
  ['2026-11-22T08:00:00Z', '2026-11-22T08:00:00.000Z'],
  ['2026-11-22T16:00:00.1239+08:00', '2026-11-22T08:00:00.123Z'],
  ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
  ['2026-11-22T24:00:00.000Z', '2026-11-23T00:00:00.000Z'],
])('%s is read as %s', (text, instant) => {
  expect(parseInstant(text)).toBe(instant);
});

it('what is written as an instant is read as it is written, on each day of four years', () => {
  for (let ms = Date.UTC(2023, 0, 1); ms < Date.UTC(2027, 0, 1); ms += 86_399_999)
    expect(parseInstant(fromEpochMs(ms))).toBe(fromEpochMs(ms));
});

it.each([
  ...['2026-13-01T00:00:00.000Z', '2026-00-01T00:00:00.000Z', '2026-11-00T00:00:00.000Z'],
  ...[
    '2026-11-22T25:00:00.000Z',
    '2026-11-22T08:60:00.000Z',
    '2026-11-22T08:00:60.000Z',
    '2026-11-22 08:00Z',
    '',
  ],
])('%j is none', (text) => {
  expect(() => parseInstant(text)).toThrow(expect.objectContaining({ reason: 'INSTANT_MALFORMED' }));
});
