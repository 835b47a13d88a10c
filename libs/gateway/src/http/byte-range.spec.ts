import { rangeOf } from './byte-range.js';

describe('a range of bytes', () => {
  it.each([
    ['bytes=0-', { from: 0, to: 1000 }],
    ['bytes=500-', { from: 500, to: 1000 }],
    ['bytes=0-0', { from: 0, to: 1 }],
    ['bytes=10-99999', { from: 10, to: 1000 }],
    ['bytes=-100', { from: 900, to: 1000 }],
    ['bytes=-5000', { from: 0, to: 1000 }],
  ])('%s is of a thousand bytes what it says', (header, range) => {
    expect(rangeOf(header, 1_000)).toEqual(range);
  });

  it.each(['bytes=1000-', 'bytes=99999-', 'bytes=-0'])('%s is nowhere in the file', (header) => {
    expect(rangeOf(header, 1_000)).toBe('UNSATISFIABLE');
  });

  it.each([
    undefined,
    '',
    'bytes=-',
    'bytes=5-1',
    'bytes=0-1,5-6',
    'items=0-1',
    'bytes=0-1e9',
    'bytes=１-２',
  ])('%s asks for the whole file', (header) => {
    expect(rangeOf(header, 1_000)).toBeUndefined();
  });
});
