import { playedPayments } from '../simulate/play.js';
import type { PaymentRow } from './payment-book.js';
import { edgesWithin, firstAt } from './payments.js';
import { laterNeighbours } from './later-neighbours.js';

const row = (from: string, to: string, at: string, amount = '1.00'): PaymentRow => ({ from, to, amount, at });

describe('payments', () => {
  it('come in any order, as from clocks that run backwards, and stand in the order of time', () => {
    const rows = [
      row('b', 'c', '2026-01-02'),
      row('a', 'b', '2026-01-01'),
      row('c', 'a', '2026-01-01T12:00:00+08:00'),
    ];
    const payments = playedPayments(rows);
    expect([...payments.from].map(payments.idOf)).toEqual(['a', 'c', 'b']);
    const turned = playedPayments([...rows].reverse());
    expect([turned.from, turned.atMs]).toEqual([payments.from, payments.atMs]);
    expect(firstAt(payments, Date.UTC(2026, 0, 2))).toBe(2);
    expect(edgesWithin(payments, Date.UTC(2026, 0, 2)).from).toHaveLength(1);
  });

  it.each([
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01 08:00:00+08:00', Date.UTC(2026, 0, 1)],
    ['2026-01-01 00:00:30', Date.UTC(2026, 0, 1, 0, 0, 30)],
    ['1767225600', Date.UTC(2026, 0, 1)],
    ['1767225600000', Date.UTC(2026, 0, 1)],
  ])('know the moment %s', (at, ms) => {
    expect(playedPayments([row('a', 'b', at)]).atMs[0]).toBe(ms);
  });

  it.each([
    [row('', 'b', '2026-01-01'), /from is empty/],
    [row('a', '', '2026-01-01'), /to is empty/],
    [row('a', 'b', '2026-13-01'), /no moment/],
    [row('a', 'b', ''), /no moment/],
    [row('a', 'b', '2026-01-01', '-1'), /amount -1/],
    [row('a', 'b', '2026-01-01', '0'), /amount 0/],
    [row('a', 'b', '2026-01-01', '1e9'), /amount 1e9/],
    [row('a', 'b', '2026-01-01', '99999999999999999'), /amount/],
  ])('refuse %j', (bad, problem) => {
    expect(() => playedPayments([row('a', 'b', '2026-01-01'), bad])).toThrow(
      expect.objectContaining({
        reason: 'NETWORK_TEXT_MALFORMED',
        details: { line: 2, problem: expect.stringMatching(problem) },
      }),
    );
  });
});

describe('whom money can have reached', () => {
  const payments = playedPayments([
    row('a', 'b', '2026-01-01'),
    row('c', 'd', '2026-01-01'),
    row('b', 'c', '2026-01-02'),
    row('b', 'e', '2025-12-31'),
    row('c', 'd', '2026-01-03'),
    row('a', 'c', '2026-01-04'),
    row('c', 'f', '2026-01-05'),
  ]);
  const reached = (hops?: number): string[] =>
    laterNeighbours(payments, payments.accountOf('a'), 0, Date.UTC(2027, 0, 1), hops).map(
      ({ account, hops: steps }) => `${payments.idOf(account)}${steps}`,
    );

  it('follows time: what was paid before it came does not count', () => {
    expect(reached()).toEqual(['b1', 'c2', 'd3', 'f2']);
  });

  it('counts the fewest steps, even where a longer way was earlier', () => {
    expect(reached(2)).toEqual(['b1', 'c2', 'f2']);
  });

  it('ends where the window ends', () => {
    expect(laterNeighbours(payments, 0, 0, Date.UTC(2026, 0, 2)).map(({ account }) => account)).toEqual([1]);
  });
});
