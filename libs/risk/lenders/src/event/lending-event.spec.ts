import { parseLendingEvent } from './lending-event.js';

const whole = {
  id: 'e1',
  kind: 'application',
  at: '2026-03-01T08:00:00+08:00',
  borrower: 'ann',
  lender: 'L1',
  device: 'd1',
};

describe('an event of a borrower and a lender', () => {
  it('is read as it is written', () => {
    expect(parseLendingEvent(whole)).toEqual({
      ...{ id: 'e1', kind: 'application', borrower: 'ann', lender: 'L1', device: 'd1', phone: undefined },
      atMs: Date.parse('2026-03-01T00:00:00Z'),
    });
  });

  it.each([
    ['another kind', { kind: 'constructor' }, 'INPUT_INVALID', 'kind'],
    ['no borrower', { borrower: null }, 'INPUT_INVALID', 'borrower'],
    ['a lender that is a number', { lender: 7 }, 'INPUT_INVALID', 'lender'],
    ['an empty device', { device: '' }, 'INPUT_INVALID', 'device'],
    ['a moment without an offset', { at: '2026-03-01T08:00:00' }, 'INSTANT_MALFORMED', 'at'],
  ])('is refused with %s', (_, change, reason, path) => {
    expect(() => parseLendingEvent({ ...whole, ...change })).toThrow(
      expect.objectContaining({ reason, path }),
    );
  });
});
