import { lenderFiguresOf } from '../figure/figures-of-borrower.js';
import { LenderStream } from '../stream/lender-stream.js';
import { dayMs } from '../stream/decayed-state.js';
import { lookingBank, simulateMarket } from './simulated-market.js';

const options = { borrowers: 1_000, days: 240, beginMs: Date.parse('2026-01-01T00:00:00Z'), seed: 310 };
const market = simulateMarket(options);

it('is the same for the same options, and another for another seed', () => {
  const written = JSON.stringify(market);
  expect(JSON.stringify(simulateMarket(options)) === written).toBe(true);
  expect(JSON.stringify(simulateMarket({ ...options, seed: 311 })) === written).toBe(false);
});

it('is told in order, each event once, and what lies before the end was applied for within it', () => {
  const { events, applications } = market;
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  expect(events.every(({ atMs }, place) => place === 0 || atMs >= (events[place - 1]?.atMs ?? 0))).toBe(true);
  const ours = events.filter(({ kind, lender }) => kind === 'application' && lender === lookingBank);
  expect(applications.map(({ borrower, atMs }) => [borrower, atMs])).toEqual(
    ours.map(({ borrower, atMs }) => [borrower, atMs]),
  );
  const end = options.beginMs + options.days * dayMs;
  expect(events.filter(({ kind, atMs }) => kind === 'application' && atMs >= end)).toEqual([]);
});

it('has devices that rings share and telephones that families share, and a shop’s that ties nobody', () => {
  const stream = new LenderStream();
  for (const event of market.events) stream.add(event);
  const asOfMs = (market.events.at(-1)?.atMs ?? 0) + 1;
  const all = stream.names().map((name) => lenderFiguresOf(stream, name, asOfMs));
  const having = (figure: string, least: number) =>
    all.filter((values) => (values[`signals.lenders.${figure}`] ?? 0) >= least).length;
  expect(having('sharers.device', 1)).toBeGreaterThan(0);
  expect(having('sharers.device', 1)).toBeLessThan(100);
  expect(having('sharers.phone', 1)).toBeGreaterThan(120);
  expect(having('shared.hubs', 1)).toBeGreaterThan(0);
});

it('is repaid worse by whom many lenders hear from at once, and not by whom they heard from long ago', () => {
  const { events, applications } = market;
  const appliedBy = new Map<string, typeof events>();
  for (const event of events.filter(({ kind }) => kind === 'application'))
    appliedBy.set(event.borrower, [...(appliedBy.get(event.borrower) ?? []), event]);
  const badShare = (fromDays: number, untilDays: number): number => {
    const many = applications.filter(({ borrower, atMs }) => {
      const seen = (appliedBy.get(borrower) ?? []).filter(
        (event) => event.atMs < atMs - fromDays * dayMs && event.atMs >= atMs - untilDays * dayMs,
      );
      return seen.length >= 5 && new Set(seen.map(({ lender }) => lender)).size >= 5;
    });
    return many.filter(({ outcome }) => outcome === 1).length / many.length;
  };
  const all = applications.filter(({ outcome }) => outcome === 1).length / applications.length;
  expect(badShare(0, 30)).toBeGreaterThan(1.6 * all);
  expect(badShare(90, 120)).toBeLessThan(1.5 * all);
});
